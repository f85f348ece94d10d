// The Booking Gateway over topics: store the order, answer 202, let events move it.
import { inTransaction } from '../shared/db/database.ts';
import type { Booking } from '../shared/domain/booking.ts';
import { newOrder, statusOf, type Order } from '../shared/domain/order.ts';
import { createBatcher } from '../shared/host/batcher.ts';
import { messageOf } from '../shared/host/log.ts';
import { bookingApi, type Acceptance } from '../shared/services/booking-api.ts';
import { insertOrders, loadOrders, sameBooking } from '../shared/services/order-store.ts';
import { epochMs } from '../shared/trace.ts';
import type { GatewayCrashPoint } from '../shared/variant.ts';
import { eventMessageSchema } from './delivery.ts';
import type { Messaging } from './messaging.ts';
import { applyEvents, nextMessage, ordersOf } from './orchestrate.ts';
import { startOverdueWatch } from './overdue.ts';
import { createProcessor } from './processor.ts';
import { consume } from './transport.ts';

/** A dual write that has not succeeded by then is answered 503; below the client's 8 s. */
const sendDeadlineMs = 5_000;

/** Wires the gateway into its host. */
export function startGateway(messaging: Messaging): void {
  const { host, db, publisher, policy, prefix } = messaging;
  const crashPoint = (point: GatewayCrashPoint, orderId: string) =>
    host.chaos.crashPoint(`gateway.${point}`, orderId);

  /** Stores bookings; for each the message that starts it, or null for one that is known. */
  const insert = createBatcher(
    (bookings: Booking[]) =>
      inTransaction(db, async (sql) => {
        const fresh = await insertOrders(sql, bookings);
        const now = epochMs();
        const messages = bookings.map((booking) =>
          fresh.has(booking) ? (nextMessage(prefix, newOrder(booking), now) ?? null) : null,
        );
        await publisher.beforeCommit(
          sql,
          messages.flatMap((message) => message ?? []),
        );
        return messages;
      }),
    { maxBatch: policy.acceptBatch, concurrency: policy.acceptConcurrency },
  );

  const accept = async (booking: Booking): Promise<Acceptance> => {
    const { orderId } = booking;
    const message = await insert(booking);
    if (message) {
      crashPoint('accepted', orderId);
      try {
        await withDeadline(publisher.afterCommit([message]), sendDeadlineMs);
      } catch (error) {
        host.log.error('accepted, but not sent', { orderId, error: messageOf(error) });
        return { kind: 'unavailable', status: 503, detail: 'the booking could not be passed on' };
      }
      return { kind: 'accepted', order: newOrder(booking) };
    }
    const stored = (await loadOrders(db, [orderId])).get(orderId);
    if (!stored) throw new Error(`order ${orderId} is neither new nor stored`);
    if (!sameBooking(stored.booking, booking)) return { kind: 'conflict' };
    const order: Order = stored;
    return { kind: 'accepted', order };
  };

  host.app.use(
    bookingApi({ accept, find: async (ids) => [...(await loadOrders(db, ids)).values()] }),
  );

  const processor = createProcessor({
    ...{ host, db, publisher, policy, schema: eventMessageSchema },
    effect: {
      read: ordersOf,
      apply: async (sql, deliveries, orders) => {
        const applied = await applyEvents({
          sql,
          prefix,
          deliveries,
          orders,
          policy,
          nowMs: epochMs(),
        });
        for (const { orderId, why } of applied.ignored)
          host.log.info('event ignored', { orderId, why });
        for (const { booking, state } of applied.moved)
          if (statusOf(state) !== 'pending')
            host.log.info('decided', { orderId: booking.orderId, status: statusOf(state) });
        return {
          rows: applied.rows,
          notes: applied.notes,
          onCommit: () => {
            for (const { booking, state } of applied.moved)
              if (state.step === 'reserved') crashPoint('reserved', booking.orderId);
          },
        };
      },
    },
  });
  // Not awaited: orders are accepted at once, while Kafka may hold the group back until the session of a
  // killed predecessor has expired.
  consume({ host, consumer: messaging.consumer, topic: messaging.topic, policy, processor }).catch(
    (error: unknown) => {
      host.log.error('cannot consume', { error: messageOf(error) });
      process.exit(1);
    },
  );
  if (policy.overdueAfterMs !== null) startOverdueWatch(messaging, policy.overdueAfterMs);
}

async function withDeadline(work: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done in ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
