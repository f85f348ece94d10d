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
      return bookings.map((b) => created.has(b));
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
  const mailing = new Map<string, Promise<void>>();
  const recovering = new Set<string>();
  const recovery =
    policy.compensation === 'durable'
      ? startRecovery({
          db,
          transport,
          policy,
          log,
          save,
          claim: (id) => {
            if (driven.has(id) || mailing.has(id) || recovering.has(id)) return false;
            recovering.add(id);
            return true;
          },
          release: (id) => recovering.delete(id),
        })
      : undefined;

  const sendMail = async (order: Order) => {
    const { orderId } = order.booking;
    try {
      const deadline = Date.now() + policy.requestDeadlineMs;
      if (!(await takeOwedStep(order, deadline, { transport, save })))
        log.warn('confirmation not sent', { orderId });
    } catch (error) {
      log.warn('confirmation not sent', { orderId, error: messageOf(error) });
    }
  };

  const driveOnce = async (start: Order): Promise<DriveResult> => {
    const { orderId } = start.booking;
    const result = await driveToDecision(start, Date.now() + policy.requestDeadlineMs, {
      ...{ transport, policy, save },
    });
    const { order, failure } = result;
    if (failure) {
      log.warn('gave up', { orderId, detail: failure.detail });
      recovery?.wake();
    } else {
      log.info('decided', { orderId, status: statusOf(order.state) });
    }
    // Nobody waits for the mail but a graceful stop.
    if (order.state.step === 'confirmed')
      mailing.set(
        orderId,
        sendMail(order).finally(() => mailing.delete(orderId)),
      );
    return result;
  };

  const drive = (order: Order): Promise<DriveResult> => {
    const { orderId } = order.booking;
    const running = driven.get(orderId);
    if (running) return running;
    const drivingIt = driveOnce(order).finally(() => driven.delete(orderId));
    driven.set(orderId, drivingIt);
    return drivingIt;
  };

  const accept = async (booking: Booking): Promise<Acceptance> => {
    const { orderId } = booking;
    let order: Order = newOrder(booking);
    if (!(await insert(booking))) {
      const stored = (await loadOrders(db, [orderId])).get(orderId);
      if (!stored) throw new Error(`order ${orderId} is neither new nor stored`);
      if (!sameBooking(stored.booking, booking)) return { kind: 'conflict' };
      order = stored;
    }
    // A repeat of a decided order gets the first answer; one still under way is joined or resumed.
    if (statusOf(order.state) === 'pending') {
      if (recovering.has(orderId)) return unavailable('this booking is being taken back');
      const { order: outcome, failure } = await drive(order);
      if (failure) return { kind: 'unavailable', status: failure.status, detail: failure.detail };
      order = outcome;
    }
    if (reasonOf(order.state) === 'unavailable') return unavailable('this booking was given up');
    return { kind: 'decided', order };
  };

  host.app.use(
    bookingApi({ accept, find: async (ids) => [...(await loadOrders(db, ids)).values()] }),
  );
  host.gauge('inFlight', () => driven.size + mailing.size);
  host.gauge('chargeAttempts', transport.chargeAttempts);
  host.gauge('breaker', transport.breakerState);
  host.onStop('database', () => db.end());
  if (recovery) host.onStop('recovery', recovery.stop);
  host.onStop('mail', async () => void (await Promise.all(mailing.values())));
}

function unavailable(detail: string): Acceptance {
  return { kind: 'unavailable', status: 503, detail };
}
