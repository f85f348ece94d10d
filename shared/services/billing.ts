// Billing Service: charges cards through the card network and keeps the books.
import { amountCents } from '../domain/booking.ts';
import type { OrderEvent } from '../domain/order.ts';
import type { CardNetwork, Payment } from './card-network.ts';
import { serviceOf, type Service, type ServiceRequest } from './service.ts';

const recordSql = `
INSERT INTO billing.charges (idempotency_key, order_id, amount_cents, status)
SELECT * FROM unnest($1::text[], $2::uuid[], $3::int[], $4::text[])
ORDER BY 1
ON CONFLICT (idempotency_key) DO UPDATE SET status = EXCLUDED.status
WHERE billing.charges.status <> EXCLUDED.status AND EXCLUDED.status = 'voided'`;

/**
 * The Billing Service: `charge-card` and `void-charge`, idempotent by key. The network commits first
 * and on its own: a crash between its ledger and our books is possible, as in real life.
 */
export function billingService(network: CardNetwork): Service {
  const charge: Service = async (sql, requests) => {
    const results = await network.capture(requests.map(toPayment));
    const statuses = results.map((result) =>
      result === 'capture' ? 'charged' : result === 'void' ? 'voided' : 'declined',
    );
    await sql.write(recordSql, columns(requests, statuses));
    return results.map((result): OrderEvent => ({
      type: result === 'capture' ? 'card-charged' : 'card-declined',
    }));
  };
  const voidCharge: Service = async (sql, requests) => {
    await network.void(requests.map(toPayment));
    await sql.write(
      recordSql,
      columns(
        requests,
        requests.map(() => 'voided'),
      ),
    );
    return requests.map(() => ({ type: 'charge-voided' }));
  };
  return serviceOf('billing', (r) => r.idempotencyKey, {
    'charge-card': charge,
    'void-charge': voidCharge,
  });
}

function toPayment({ booking, idempotencyKey }: ServiceRequest): Payment {
  return {
    idempotencyKey,
    orderId: booking.orderId,
    amountCents: amountCents(booking),
    card: booking.card,
  };
}

function columns(requests: ServiceRequest[], statuses: string[]): unknown[][] {
  return [
    requests.map((r) => r.idempotencyKey),
    requests.map((r) => r.booking.orderId),
    requests.map((r) => amountCents(r.booking)),
    statuses,
  ];
}
