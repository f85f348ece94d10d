// Reads the three server-side ledgers after the run: service tables, card network, mail sink.
import { z } from 'zod';
import { inTransaction, type Database, type Sql } from '../../shared/db/database.ts';

const epochMs = z.number();

const orderSchema = z.object({
  order_id: z.string(),
  step: z.enum(['requested', 'reserved', 'confirmed', 'voiding', 'releasing', 'rejected']),
  reason: z.string().nullable(),
  created_ms: epochMs,
  decided_ms: epochMs.nullable(),
});
const reservationSchema = z.object({
  order_id: z.string(),
  status: z.enum(['held', 'refused', 'released']),
  created_ms: epochMs,
  updated_ms: epochMs,
});
const entrySchema = z.object({
  order_id: z.string(),
  kind: z.enum(['capture', 'decline', 'void', 'refund']),
  amount_cents: z.number(),
  created_ms: epochMs,
});
const mailSchema = z.object({ order_id: z.string(), created_ms: epochMs });

/** Everything the server side recorded about one order; instants are ms since the epoch. */
export type OrderRecords = {
  order: z.infer<typeof orderSchema> | undefined;
  reservations: z.infer<typeof reservationSchema>[];
  ledger: z.infer<typeof entrySchema>[];
  mails: z.infer<typeof mailSchema>[];
};

const ms = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/**
 * Reads all records in one consistent snapshot, by order id. Ids nobody scheduled are among them too.
 * A session of hours judges its last minutes only (`sinceMs`, epoch ms), or looks at one order.
 */
export async function readRecords(
  checker: Database,
  only: { sinceMs: number } | { orderId: string } = { sinceMs: 0 },
): Promise<Map<string, OrderRecords>> {
  const [where, value] =
    'orderId' in only
      ? ['WHERE order_id = $1::uuid', only.orderId]
      : ['WHERE create_date >= to_timestamp($1::float8 / 1000)', only.sinceMs];
  const records = new Map<string, OrderRecords>();
  const of = (orderId: string): OrderRecords => {
    const known = records.get(orderId);
    if (known) return known;
    const fresh: OrderRecords = { order: undefined, reservations: [], ledger: [], mails: [] };
    records.set(orderId, fresh);
    return fresh;
  };
  const [orders, reservations, ledger, mails] = await inTransaction(checker, async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return [
      await sql.query(
        `SELECT order_id, step, reason, ${ms('create_date')} AS created_ms, ${ms('decided_at')} AS decided_ms
       FROM gateway.orders ${where}`,
        [value],
      ),
      await sql.query(
        `SELECT order_id, status, ${ms('create_date')} AS created_ms, ${ms('last_updated')} AS updated_ms
       FROM ticket.reservations ${where}`,
        [value],
      ),
      await sql.query(
        `SELECT order_id, kind, amount_cents, ${ms('create_date')} AS created_ms FROM card_network.ledger ${where}`,
        [value],
      ),
      await sql.query(
        `SELECT order_id, ${ms('create_date')} AS created_ms FROM email.mail_sink ${where}`,
        [value],
      ),
    ] as const;
  });
  for (const row of z.array(orderSchema).parse(orders.rows)) of(row.order_id).order = row;
  for (const row of z.array(reservationSchema).parse(reservations.rows))
    of(row.order_id).reservations.push(row);
  for (const row of z.array(entrySchema).parse(ledger.rows)) of(row.order_id).ledger.push(row);
  for (const row of z.array(mailSchema).parse(mails.rows)) of(row.order_id).mails.push(row);
  return records;
}

/** Captures minus refunds of one order, in charges. */
export function netCharges(records: OrderRecords): number {
  return records.ledger.reduce(
    (net, entry) => net + (entry.kind === 'capture' ? 1 : entry.kind === 'refund' ? -1 : 0),
    0,
  );
}

const seatRow = z.tuple([z.object({ oversold: z.number(), drift: z.number() })]);

/** Flights sold beyond capacity, and seats whose counter differs from the reservations held. */
export async function readSeatTotals(checker: Sql): Promise<{ oversold: number; drift: number }> {
  const { rows } = await checker.query(
    `SELECT count(*) FILTER (WHERE greatest(sold, held) > capacity) AS oversold,
            coalesce(sum(abs(sold - held)), 0)::int8 AS drift
     FROM ticket.flights f
     CROSS JOIN LATERAL (SELECT coalesce(sum(seats), 0) AS held FROM ticket.reservations r
                         WHERE r.flight = f.flight AND r.status = 'held') h`,
  );
  return seatRow.parse(rows)[0];
}
