// One batch of messages → one transaction: inbox, effect, outbox, retry queue. Commit, then wake the relay.
import type { z } from 'zod';
import { inTransaction, type Database, type Sql } from '../shared/db/database.ts';
import type { Message } from '../shared/domain/message.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { deadLetter } from './dead-letter.ts';
import { parseDelivery, type Delivery } from './delivery.ts';
import { receive } from './inbox.ts';
import { appendOutbox, type OutboxRow, type Relay } from './outbox.ts';
import type { BrokerPolicy } from './policy.ts';
import { dueMessages, postpone, removeWaiting } from './retry-queue.ts';

/** A record as it came from a topic. */
export type RawRecord = {
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: Buffer;
};

/** Does a batch of fresh messages inside a transaction and returns what is to be published. */
export type Effect<M> = (sql: Sql, deliveries: Delivery<M>[]) => Promise<OutboxRow[]>;

/** Handles records of one topic for one service; a throw means infrastructure failed, try again. */
export type Processor = {
  process(records: RawRecord[]): Promise<void>;
  /** Tries messages of the retry queue whose time has come; true when there may be more. */
  processDue(): Promise<boolean>;
};

/** Builds the processor of one service. */
export function createProcessor<M extends Message<unknown>>(deps: {
  host: ServiceHost;
  db: Database;
  schema: z.ZodType<M>;
  effect: Effect<M>;
  relay: Relay;
  policy: BrokerPolicy;
  onAttempt?: (messages: M[]) => void;
}): Processor {
  const { host, db, schema, effect, relay, policy } = deps;
  const service = host.config.SERVICE_ROLE;

  const handle = host.chaos.wrapBatch(
    service,
    async (deliveries: Delivery<M>[]) => {
      await inTransaction(db, async (sql) => {
        const fresh = await receive(sql, service, deliveries);
        const rows = fresh.length > 0 ? await effect(sql, fresh) : [];
        await appendOutbox(sql, service, rows);
      });
      relay.wake();
    },
    { key: (delivery: Delivery<M>) => delivery.message.orderId },
  );

  /** Runs deliveries and sees to those that failed; `attempts` = tries before this one. */
  const run = async (deliveries: Delivery<M>[], attempts: Map<string, number>) => {
    deps.onAttempt?.(deliveries.map((d) => d.message));
    const { failed } = await handle(deliveries);
    const failures = new Map(
      failed.map(({ message, error }) => [message.message.messageId, { message, error }]),
    );
    const succeeded = deliveries.map((d) => d.message.messageId).filter((id) => !failures.has(id));
    const waiting: Parameters<typeof postpone>[2] = [];
    const dead: OutboxRow[] = [];
    const finished = succeeded.filter((id) => attempts.has(id));
    for (const [messageId, { message: delivery, error }] of failures) {
      const tries = (attempts.get(messageId) ?? 0) + 1;
      host.log.warn('message failed', {
        orderId: delivery.message.orderId,
        tries,
        error: messageOf(error),
      });
      if (tries >= policy.maxAttempts) {
        dead.push(deadLetter(delivery, `failed ${tries} times: ${messageOf(error)}`));
        finished.push(messageId);
      } else waiting.push({ ...delivery, messageId, attempts: tries });
    }
    if (waiting.length + dead.length + finished.length === 0) return;
    await inTransaction(db, async (sql) => {
      if (waiting.length > 0) await postpone(sql, service, waiting, policy);
      await removeWaiting(sql, service, finished);
      await appendOutbox(sql, service, dead);
    });
    if (dead.length > 0) relay.wake();
  };

  return {
    process: async (records) => {
      const deliveries: Delivery<M>[] = [];
      const dead: OutboxRow[] = [];
      for (const record of records) {
        const parsed = parseDelivery(schema, { ...record, value: record.value.toString() });
        if ('delivery' in parsed) deliveries.push(parsed.delivery);
        else {
          host.log.warn('unreadable message', {
            topic: record.topic,
            partition: record.partition,
            offset: record.offset,
            error: parsed.error,
          });
          dead.push(deadLetter(record, parsed.error));
        }
      }
      if (dead.length > 0) {
        await appendOutbox(db, service, dead);
        relay.wake();
      }
      if (deliveries.length > 0) await run(deliveries, new Map());
    },
    processDue: async () => {
      const due = await dueMessages(db, service, policy.maxBatch);
      if (due.length === 0) return false;
      const deliveries = due.flatMap((waiting) => {
        const parsed = parseDelivery(schema, waiting);
        return 'delivery' in parsed ? [parsed.delivery] : [];
      });
      await run(deliveries, new Map(due.map((w) => [w.messageId, w.attempts])));
      return due.length === policy.maxBatch;
    },
  };
}
