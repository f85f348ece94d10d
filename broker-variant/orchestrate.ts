// The broker interpreter of the plan: each event moves its order, and the next command goes to its topic.
import type { Sql, SqlWriter } from '../shared/db/database.ts';
import type { EventMessage } from '../shared/domain/message.ts';
import { nextCommand, type Order } from '../shared/domain/order.ts';
import { loadOrders, saveOrders } from '../shared/services/order-store.ts';
import type { Note } from './consume-trace.ts';
import { deadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import { fitOf, isTakenBack, wasGivenUp } from './event-fit.ts';
import { outboxRow, type OutboxRow } from './outbox.ts';
import type { BrokerPolicy } from './policy.ts';
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

/** The orders that events are about, locked until the caller's transaction ends. */
export function ordersOf(
  sql: Sql,
  deliveries: Delivery<EventMessage>[],
): Promise<ReadonlyMap<string, Order>> {
  const ids = new Set(deliveries.map(({ message }) => message.orderId));
  return loadOrders(sql, [...ids], 'lock');
}

/** What a batch of events came to. */
export type AppliedEvents = {
  /** Next commands, and dead letters. */
  rows: OutboxRow[];
  moved: Order[];
  /** Events that changed nothing, for the log. */
  ignored: { orderId: string; why: string }[];
  /** The same and those that became dead letters, by message id, for the trace. */
  notes: ReadonlyMap<string, Note>;
};

/**
 * Applies a batch of events to their orders, inside the caller's transaction. An event that does not fit
 * its order is a dead letter where there is a topic for it, and ignored otherwise: nothing else is held up
 * by it. Without dedup a handler that runs again sends again, since it cannot know whether it has.
 * A confirmed order's mail counts as handed over once its command is in the outbox.
 */
export async function applyEvents(batch: {
  sql: SqlWriter;
  prefix: string;
  deliveries: Delivery<EventMessage>[];
  /** Those of the deliveries, locked. */
  orders: ReadonlyMap<string, Order>;
  policy: Pick<BrokerPolicy, 'dedup' | 'failedMessages'>;
  nowMs: number;
}): Promise<AppliedEvents> {
  const { sql, prefix, deliveries, policy, nowMs } = batch;
  const { dedup, failedMessages } = policy;
  const orders = new Map(batch.orders);
  const moved = new Map<string, Order>();
  const rows: OutboxRow[] = [];
  const ignored: AppliedEvents['ignored'] = [];
  const notes = new Map<string, Note>();
  const command = (order: Order) => {
    const message = nextMessage(prefix, order, nowMs);
    if (message) rows.push(message);
  };
  for (const delivery of deliveries) {
    const { orderId, body } = delivery.message;
    const order = orders.get(orderId);
    const result = order ? fitOf(order, body.event) : undefined;
    if (order && result?.fit === 'moves') {
      orders.set(orderId, result.next);
      moved.set(orderId, result.next);
      command(result.next);
      continue;
    }
    if (order && result?.fit === 'repeat' && !dedup) {
      command(order);
      continue;
    }
    const why = order
      ? `an order in step "${order.state.step}" cannot take the event "${body.event.type}"`
      : `no order ${orderId}`;
    const isExpected =
      order &&
      result?.fit !== 'illegal' &&
      (!dedup || wasGivenUp(order) || isTakenBack(body.event));
    const isDead = failedMessages === 'retry-queue' && !isExpected;
    if (isDead) rows.push(deadLetter(delivery, why));
    else ignored.push({ orderId, why });
    notes.set(delivery.message.messageId, isDead ? 'dead-lettered' : 'ignored');
  }
  if (moved.size > 0) await saveOrders(sql, [...moved.values()]);
  return { rows, moved: [...moved.values()], ignored, notes };
}
