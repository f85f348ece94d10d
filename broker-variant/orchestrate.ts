// The broker interpreter of the plan: each event moves its order, and the next command goes to its topic.
import type { Sql } from '../shared/db/database.ts';
import type { EventMessage } from '../shared/domain/message.ts';
import { apply, IllegalTransitionError, nextCommand, type Order } from '../shared/domain/order.ts';
import { loadOrders, saveOrders } from '../shared/services/order-store.ts';
import { deadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import { outboxRow, type OutboxRow } from './outbox.ts';
import { topicOf, topicOfCommand } from './topics.ts';

/** The message that takes an order one step further; undefined once nothing is left to do. */
export function nextMessage(prefix: string, order: Order, nowMs: number): OutboxRow | undefined {
  const command = nextCommand(order);
  if (!command) return undefined;
  return outboxRow(
    topicOf(prefix, topicOfCommand(command)),
    order.booking.orderId,
    { command, booking: order.booking },
    nowMs,
  );
}

/**
 * Applies a batch of events to their orders, inside the caller's transaction, and returns the next
 * commands. An event that does not fit its order is a dead letter: nothing else is held up by it.
 * A confirmed order's mail counts as handed over once its command is in the outbox.
 */
export async function applyEvents(
  sql: Sql,
  prefix: string,
  deliveries: Delivery<EventMessage>[],
  nowMs: number,
): Promise<{ rows: OutboxRow[]; moved: Order[] }> {
  const ids = [...new Set(deliveries.map((d) => d.message.orderId))];
  const orders: Map<string, Order> = await loadOrders(sql, ids, 'lock');
  const moved = new Map<string, Order>();
  const rows: OutboxRow[] = [];
  for (const delivery of deliveries) {
    const { orderId, body } = delivery.message;
    const order = orders.get(orderId);
    if (!order) {
      rows.push(deadLetter(delivery, `no order ${orderId}`));
      continue;
    }
    try {
      const next = apply(order, body.event);
      orders.set(orderId, next);
      moved.set(orderId, next);
      const message = nextMessage(prefix, next, nowMs);
      if (message) rows.push(message);
    } catch (error) {
      if (!(error instanceof IllegalTransitionError)) throw error;
      rows.push(deadLetter(delivery, error.message));
    }
  }
  if (moved.size > 0) await saveOrders(sql, [...moved.values()]);
  return { rows, moved: [...moved.values()] };
}
