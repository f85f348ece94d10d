// The Booking Gateway over topics: store the order, answer 202, let events move it.
import { inTransaction } from '../shared/db/database.ts';
import type { Booking } from '../shared/domain/booking.ts';
import { newOrder, statusOf, type Order } from '../shared/domain/order.ts';
import { createBatcher } from '../shared/host/batcher.ts';
import { bookingApi, type Acceptance } from '../shared/services/booking-api.ts';
import { insertOrders, loadOrders, sameBooking } from '../shared/services/order-store.ts';
import { eventMessageSchema } from './delivery.ts';
import { applyEvents, nextMessage } from './orchestrate.ts';
import { appendOutbox } from './outbox.ts';
import { createProcessor } from './processor.ts';
import type { Messaging } from './messaging.ts';
import { consume } from './transport.ts';

/** Wires the gateway into its host. */
export async function startGateway(messaging: Messaging): Promise<void> {
  const { host, db, relay, policy, prefix } = messaging;

  const insert = createBatcher(
    async (bookings: Booking[]) => {
      const created = await inTransaction(db, async (sql) => {
        const fresh = await insertOrders(sql, bookings);
        const now = Date.now();
        await appendOutbox(
          sql,
          'gateway',
          [...fresh].flatMap((b) => nextMessage(prefix, newOrder(b), now) ?? []),
        );
        return fresh;
      });
      relay.wake();
      return bookings.map((b) => created.has(b));
    },
    { maxBatch: policy.maxBatch, concurrency: 2 },
  );

  const accept = async (booking: Booking): Promise<Acceptance> => {
    if (await insert(booking)) return { kind: 'accepted', order: newOrder(booking) };
    const stored = (await loadOrders(db, [booking.orderId])).get(booking.orderId);
    if (!stored) throw new Error(`order ${booking.orderId} is neither new nor stored`);
    if (!sameBooking(stored.booking, booking)) return { kind: 'conflict' };
    const order: Order = stored;
    return { kind: 'accepted', order };
  };

  host.app.use(
    bookingApi({ accept, find: async (ids) => [...(await loadOrders(db, ids)).values()] }),
  );

  const processor = createProcessor({
    host,
    db,
    relay,
    policy,
    schema: eventMessageSchema,
    effect: async (sql, deliveries) => {
      const { rows, moved } = await applyEvents(sql, prefix, deliveries, Date.now());
      for (const order of moved)
        if (statusOf(order.state) !== 'pending')
          host.log.info('decided', {
            orderId: order.booking.orderId,
            status: statusOf(order.state),
          });
      return rows;
    },
  });
  await consume({ host, consumer: messaging.consumer, topic: messaging.topic, policy, processor });
}
