// The Booking Gateway over REST: the user waits while the chain runs, or is told that the order is stored.
import { openDatabase } from '../shared/db/database.ts';
import type { Booking } from '../shared/domain/booking.ts';
import { newOrder, type Order } from '../shared/domain/order.ts';
import { required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { bookingApi, type Acceptance } from '../shared/services/booking-api.ts';
import { sameBooking } from '../shared/services/order-store.ts';
import type { GatewayCrashPoint } from '../shared/variant.ts';
import { createClaims } from './claims.ts';
import { decideFirst } from './decide-first.ts';
import { openOrderBook } from './order-book.ts';
import { planOf } from './plan.ts';
import type { RestPolicy } from './policy.ts';
import { openTransport } from './transport.ts';
import { startWorker } from './worker.ts';

/** Wires the gateway into its host. */
export function startGateway(host: ServiceHost, policy: RestPolicy): void {
  const { config, log } = host;
  const crashPoint = (point: GatewayCrashPoint, orderId: string) =>
    host.chaos.crashPoint(`gateway.${point}`, orderId);
  const db = openDatabase(config.SERVICE_DATABASE_URL, {
    maxConnections: 8,
    onError: (error) => log.warn('database connection lost', { error: messageOf(error) }),
  });
  host.onStop('database', () => db.end());
  const book = openOrderBook(db, ({ booking, state }) => {
    if (state.step === 'reserved') crashPoint('reserved', booking.orderId);
  });
  const urls = {
    ticket: required(config, 'TICKET_URL'),
    billing: required(config, 'BILLING_URL'),
    email: required(config, 'EMAIL_URL'),
  };
  const transport = openTransport(policy, urls, Date.now, host.trace);
  const claims = createClaims();
  const parts = { book, transport, plan: planOf(policy), policy, log, claims };
  const worker = policy.compensation === 'durable' ? startWorker(parts) : undefined;
  if (worker) host.onStop('worker', worker.stop);
  const deciding = decideFirst({ ...parts, worker });
  host.onStop('mail', deciding.settle);

  const accept = async (booking: Booking): Promise<Acceptance> => {
    const { orderId } = booking;
    const isNew = await book.insert(booking);
    if (isNew) crashPoint('accepted', orderId);
    const order: Order = isNew ? newOrder(booking) : await book.read(orderId);
    if (!sameBooking(order.booking, booking)) return { kind: 'conflict' };
    if (policy.acceptance === 'decide-first') return deciding.accept(order, isNew);
    if (isNew) worker?.start(orderId);
    return { kind: 'accepted', order };
  };

  host.app.use(bookingApi({ accept, find: book.find }));
  host.gauge('inFlight', claims.size);
  host.gauge('chargeAttempts', transport.chargeAttempts);
  host.gauge('breaker', transport.breakerState);
}
