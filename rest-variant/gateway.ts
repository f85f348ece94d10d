// The Booking Gateway over REST: the user waits while the chain runs.
import { openDatabase } from '../shared/db/database.ts';
import type { Booking } from '../shared/domain/booking.ts';
import { newOrder, reasonOf, statusOf, type Order } from '../shared/domain/order.ts';
import { createBatcher } from '../shared/host/batcher.ts';
import { required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { bookingApi, type Acceptance } from '../shared/services/booking-api.ts';
import {
  insertOrders,
  loadOrders,
  sameBooking,
  saveOrders,
} from '../shared/services/order-store.ts';
import { driveToDecision, takeOwedStep, type DriveResult } from './orchestrate.ts';
import type { RestPolicy } from './policy.ts';
import { startRecovery } from './recovery.ts';
import { openTransport } from './transport.ts';

/** Wires the gateway into its host. */
export function startGateway(host: ServiceHost, policy: RestPolicy): void {
  const { config, log } = host;
  const db = openDatabase(config.SERVICE_DATABASE_URL, {
    maxConnections: 8,
    onError: (error) => log.warn('database connection lost', { error: messageOf(error) }),
  });
  const transport = openTransport(policy, {
    ticket: required(config, 'TICKET_URL'),
    billing: required(config, 'BILLING_URL'),
    email: required(config, 'EMAIL_URL'),
  });
  const insert = createBatcher(
    async (bookings: Booking[]) => {
      const created = await insertOrders(db, bookings);
      return bookings.map((b) => created.has(b.orderId));
    },
    { maxBatch: 64, concurrency: 2 },
  );
  const saveBatched = createBatcher(
    async (orders: Order[]) => {
      await saveOrders(db, orders);
      return orders.map(() => true);
    },
    { maxBatch: 64, concurrency: 2 },
  );
  const save = async (order: Order) => void (await saveBatched(order));

  // Orders that a request (or its mail) is driving right now, by id: a repeat joins, recovery keeps off.
  const driven = new Map<string, Promise<DriveResult>>();
  const mailing = new Set<string>();
  const recovery =
    policy.compensation === 'durable'
      ? startRecovery({
          db,
          transport,
          policy,
          log,
          save,
          isDriven: (id) => driven.has(id) || mailing.has(id),
        })
      : undefined;

  const drive = (order: Order): Promise<DriveResult> => {
    const { orderId } = order.booking;
    const running = driven.get(orderId);
    if (running) return running;
    const drivingIt = driveToDecision(order, Date.now() + policy.requestDeadlineMs, {
      transport,
      policy,
      save,
    }).finally(() => driven.delete(orderId));
    driven.set(orderId, drivingIt);
    return drivingIt;
  };

  const sendMail = async (order: Order) => {
    const { orderId } = order.booking;
    mailing.add(orderId);
    try {
      const deadline = Date.now() + policy.requestDeadlineMs;
      if (!(await takeOwedStep(order, deadline, { transport, save })))
        log.warn('confirmation not sent', { orderId });
    } catch (error) {
      log.warn('confirmation not sent', { orderId, error: messageOf(error) });
    } finally {
      mailing.delete(orderId);
    }
  };

  const accept = async (booking: Booking): Promise<Acceptance> => {
    let order: Order = newOrder(booking);
    if (!(await insert(booking))) {
      const stored = (await loadOrders(db, [booking.orderId])).get(booking.orderId);
      if (!stored) throw new Error(`order ${booking.orderId} is neither new nor stored`);
      if (!sameBooking(stored.booking, booking)) return { kind: 'conflict' };
      order = stored;
    }
    // A repeat of a decided order gets the first answer; one still under way is joined or resumed.
    const undecided = statusOf(order.state) === 'pending';
    const { order: driven_, failure } = undecided
      ? await drive(order)
      : { order, failure: undefined };
    if (failure) {
      log.warn('gave up', { orderId: booking.orderId, detail: failure.detail });
      recovery?.wake();
      return { kind: 'unavailable', status: failure.status, detail: failure.detail };
    }
    if (reasonOf(driven_.state) === 'unavailable')
      return { kind: 'unavailable', status: 503, detail: 'this booking was given up' };
    if (undecided) {
      log.info('decided', { orderId: booking.orderId, status: statusOf(driven_.state) });
      if (driven_.state.step === 'confirmed') void sendMail(driven_);
    }
    return { kind: 'decided', order: driven_ };
  };

  host.app.use(
    bookingApi({ accept, find: async (ids) => [...(await loadOrders(db, ids)).values()] }),
  );
  host.gauge('inFlight', () => driven.size + mailing.size);
  host.gauge('chargeAttempts', transport.chargeAttempts);
  host.gauge('breaker', transport.breakerState);
  host.onStop('database', () => db.end());
  if (recovery) host.onStop('recovery', recovery.stop);
}
