// The gateway's orders table behind batchers: many orders at once share a statement.
import type { Database } from '../shared/db/database.ts';
import type { Booking } from '../shared/domain/booking.ts';
import type { Order } from '../shared/domain/order.ts';
import { createBatcher } from '../shared/host/batcher.ts';
import {
  findUnfinishedOrders,
  insertOrders,
  loadOrders,
  postponeOrder,
  saveOrders,
  type StoredOrder,
} from '../shared/services/order-store.ts';

/** What the gateway does with its orders. */
export type OrderBook = {
  /** Stores a new order; false when the id is known, whatever its booking says. */
  insert(booking: Booking): Promise<boolean>;
  find(orderIds: string[]): Promise<Order[]>;
  /** The order as stored now; throws when there is none. */
  read(orderId: string): Promise<StoredOrder>;
  save(order: Order): Promise<void>;
  /** Unfinished orders whose time has come (see `findUnfinishedOrders`). */
  unfinished(options: { undecidedIdleMs: number; limit: number }): Promise<StoredOrder[]>;
  postpone(orderId: string, delayMs: number): Promise<void>;
};

const batches = { maxBatch: 64, concurrency: 2 };

/** Opens the book; `onSaved` runs after a state is committed and before anything follows from it. */
export function openOrderBook(db: Database, onSaved: (order: Order) => void): OrderBook {
  const insert = createBatcher(async (bookings: Booking[]) => {
    const created = await insertOrders(db, bookings);
    return bookings.map((b) => created.has(b));
  }, batches);
  const load = createBatcher(async (orderIds: string[]) => {
    const found = await loadOrders(db, orderIds);
    return orderIds.map((id) => found.get(id) ?? null);
  }, batches);
  const save = createBatcher(async (orders: Order[]) => {
    await saveOrders(db, orders);
    return orders.map(() => true);
  }, batches);
  return {
    insert,
    find: async (orderIds) => [...(await loadOrders(db, orderIds)).values()],
    read: async (orderId) => {
      const stored = await load(orderId);
      if (!stored) throw new Error(`order ${orderId} is not stored`);
      return stored;
    },
    save: async (order) => {
      await save(order);
      onSaved(order);
    },
    unfinished: (options) => findUnfinishedOrders(db, options),
    postpone: (orderId, delayMs) => postponeOrder(db, orderId, delayMs),
  };
}
