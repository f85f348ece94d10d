// Timeout compensation: orders that stand still too long are given up, and seats and money taken back.
import { z } from 'zod';
import { inTransaction, type Sql } from '../shared/db/database.ts';
import { apply, statusOf, type Order } from '../shared/domain/order.ts';
import { messageOf } from '../shared/host/log.ts';
import { loadOrders, saveOrders } from '../shared/services/order-store.ts';
import { epochMs } from '../shared/trace.ts';
import type { Messaging } from './messaging.ts';
import { nextMessage } from './orchestrate.ts';

const lookEveryMs = 500;

const idRow = z.object({ order_id: z.string() });
const owedRow = z.tuple([z.object({ owed: z.number() })]);

const unfinished = "step IN ('requested', 'reserved', 'voiding', 'releasing')";

/** Makes looking for overdue orders cheap. */
export const unfinishedIndexSql = `
  CREATE INDEX IF NOT EXISTS orders_unfinished ON gateway.orders (last_updated) WHERE ${unfinished}`;

/** Orders that will be decided, or given up and taken back, without anybody asking. */
export async function countUnfinished(sql: Sql): Promise<number> {
  const { rows } = await sql.query(
    `SELECT count(*) AS owed FROM gateway.orders WHERE ${unfinished}`,
  );
  return owedRow.parse(rows)[0].owed;
}

/**
 * The order after it was overdue. Undecided: given up, and what was last asked for may have happened, so
 * it is taken back. Already being taken back: as it is, its command goes out again.
 */
export function giveUp(order: Order): Order {
  return statusOf(order.state) === 'pending'
    ? apply(order, { type: 'gave-up', effectPossible: true })
    : order;
}

/**
 * Looks for orders that nothing has moved for `overdueAfterMs`. The clock is the only trigger: it also
 * covers messages that are lost, wait in a retry queue, or are dead letters, without watching any of these.
 */
export function startOverdueWatch(messaging: Messaging, overdueAfterMs: number): void {
  const { host, db, publisher, policy, prefix } = messaging;

  const round = async (): Promise<void> => {
    const orders = await inTransaction(db, async (sql) => {
      const { rows } = await sql.query(
        `SELECT order_id FROM gateway.orders WHERE ${unfinished}
           AND last_updated <= clock_timestamp() - make_interval(secs => $1::float8 / 1000)
         ORDER BY last_updated LIMIT $2 FOR UPDATE SKIP LOCKED`,
        [overdueAfterMs, policy.maxBatch],
      );
      if (rows.length === 0) return [];
      const ids = rows.map((row) => idRow.parse(row).order_id);
      const overdue = [...(await loadOrders(sql, ids)).values()];
      const next = overdue.map(giveUp);
      const messages = next.flatMap((order) => nextMessage(prefix, order, epochMs()) ?? []);
      // Saving also those that only repeat their command starts their clock anew.
      await saveOrders(sql, next);
      await publisher.beforeCommit(sql, messages);
      for (const { booking, state } of overdue)
        host.log.warn('overdue', { orderId: booking.orderId, step: state.step });
      return messages;
    });
    if (orders.length > 0) await publisher.afterCommit(orders);
  };

  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  const schedule = (afterMs: number) => {
    timer = setTimeout(() => {
      current = round()
        .catch((error: unknown) =>
          host.log.warn('overdue round failed', { error: messageOf(error) }),
        )
        .then(() => {
          if (!stopped) schedule(lookEveryMs);
        });
    }, afterMs);
  };
  // A gateway that was away finds answers waiting in its topic: it hears them before it gives up anything.
  schedule(overdueAfterMs);
  host.onStop('overdue watch', async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  });
}
