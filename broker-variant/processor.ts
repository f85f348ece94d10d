// One batch of messages → one transaction: inbox, effect, outbox. And what becomes of messages that fail.
import type { z } from 'zod';
import { inTransaction, type Database, type Sql, type SqlWriter } from '../shared/db/database.ts';
import type { Message } from '../shared/domain/message.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { traceBatch, type BatchTrace, type Note } from './consume-trace.ts';
import { deadLetter } from './dead-letter.ts';
import { parseDelivery, type Delivery } from './delivery.ts';
import { watchDueMessages } from './due-messages.ts';
import { settle, storeSettlement, type Failure } from './failures.ts';
import { forget, receive } from './inbox.ts';
import type { OutboxRow } from './outbox.ts';
import type { BrokerPolicy } from './policy.ts';
import { leading, type Position } from './prefix.ts';
import type { Publisher } from './publisher.ts';

/** A record as it came from a topic. */
export type RawRecord = {
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: Buffer;
};

/** What a batch of messages comes to. */
export type EffectResult<M> = {
  /** To be published. */
  rows: OutboxRow[];
  /** Runs after the commit and before anything is published. */
  onCommit?: () => void;
  /** Messages that were not simply done, by their id. */
  notes?: ReadonlyMap<string, Note>;
  /** Messages that had no effect and are to come again. */
  failed?: Failure<M>[];
};

/** Does a batch of messages inside a transaction. */
export type Effect<M, Known> = {
  /** Asks what the batch needs to know in the same round trip as the inbox, so also of messages that are repeats. */
  read(sql: Sql, deliveries: Delivery<M>[]): Promise<Known>;
  apply(sql: SqlWriter, deliveries: Delivery<M>[], known: Known): Promise<EffectResult<M>>;
};

/** Handles records of one topic for one service; a throw means infrastructure failed, try again. */
export type Processor = {
  /** Resolves with the records that must be delivered again; what lies behind them must be, too. */
  process(records: RawRecord[]): Promise<Position[]>;
  /** Tries messages of the retry queue whose time has come; true when there may be more. */
  processDue(): Promise<boolean>;
};

const noAttempts: ReadonlyMap<string, number> = new Map();

/** Builds the processor of one service. */
export function createProcessor<M extends Message<unknown>, Known>(deps: {
  host: ServiceHost;
  db: Database;
  schema: z.ZodType<M>;
  effect: Effect<M, Known>;
  publisher: Publisher;
  policy: BrokerPolicy;
  onAttempt?: (messages: M[]) => void;
}): Processor {
  const { host, db, schema, effect, publisher, policy } = deps;
  const service = host.config.SERVICE_ROLE;
  const redeliver = policy.failedMessages === 'redeliver';
  /** What becomes of a batch that could not be committed. */
  const broken =
    policy.commitOffsets === 'on-delivery' || policy.failedBatches === 'ignore'
      ? 'lost'
      : 'will retry';

  const dueMessages = watchDueMessages(db, service, policy);

  /** Resolves with the messages that had no effect. */
  const handle = async (deliveries: Delivery<M>[], traced: BatchTrace): Promise<Failure<M>[]> => {
    const done = await inTransaction(db, async (sql) => {
      // Without dedup the inbox is only a log of what was received.
      const [unseen, known] = await Promise.all([
        receive(sql, service, deliveries),
        effect.read(sql, deliveries),
      ]);
      const wanted = policy.dedup ? unseen : deliveries;
      const result: EffectResult<M> =
        wanted.length > 0 ? await effect.apply(sql, wanted, known) : { rows: [] };
      // Had the inbox seen them, their next delivery would be taken for a repeat.
      const again = result.failed?.map(({ message }) => message.message.messageId) ?? [];
      if (policy.dedup && again.length > 0) await forget(sql, service, again);
      await publisher.beforeCommit(sql, result.rows);
      return { ...result, fresh: wanted };
    });
    done.onCommit?.();
    traced.handled(deliveries, done.fresh, done.notes);
    await publisher.afterCommit(done.rows);
    return done.failed ?? [];
  };

  /** Runs deliveries under the faults in force and returns those that failed; whoever asks ends the trace. */
  const run = async (deliveries: Delivery<M>[], traced: BatchTrace) => {
    if (deliveries.length === 0) return [];
    deps.onAttempt?.(deliveries.map((d) => d.message));
    const without: Failure<M>[] = [];
    const underFaults = host.chaos.wrapBatch(
      service,
      async (handed: Delivery<M>[], kept: Delivery<M>[]) => {
        // What lies behind a message that is to come again will come again too: not twice if it can be helped.
        const wanted = redeliver ? leading(handed, kept) : handed;
        if (wanted.length > 0) without.push(...(await handle(wanted, traced)));
      },
      { key: (delivery: Delivery<M>) => delivery.message.orderId },
    );
    try {
      const injected = (await underFaults(deliveries)).failed;
      const hit = new Set(injected.map(({ message }) => message));
      const failed = [...injected, ...without.filter(({ message }) => !hit.has(message))];
      for (const { message, error } of failed)
        host.log.warn('message failed', { orderId: message.message.orderId, error: error.message });
      return failed;
    } catch (error) {
      traced.fail(broken);
      throw error;
    }
  };

  const runWithRetries = async (
    deliveries: Delivery<M>[],
    unreadable: OutboxRow[],
    attempts: ReadonlyMap<string, number>,
  ) => {
    const traced = traceBatch(host, deliveries, attempts);
    const failed = await run(deliveries, traced);
    const settlement = settle(deliveries, failed, attempts, policy.maxAttempts);
    traced.end(failed, (messageId) =>
      settlement.waiting.some((w) => w.messageId === messageId) ? 'will retry' : 'dead-lettered',
    );
    const dead = [...unreadable, ...settlement.dead];
    if (settlement.waiting.length + settlement.finished.length + dead.length === 0) return;
    await inTransaction(db, async (sql) => {
      await storeSettlement(sql, service, settlement, policy);
      await publisher.beforeCommit(sql, dead);
    });
    if (settlement.waiting.length > 0) dueMessages.filled();
    await publisher.afterCommit(dead);
  };

  const parse = (records: RawRecord[]) => {
    const deliveries: Delivery<M>[] = [];
    const unreadable: { record: RawRecord; error: string }[] = [];
    for (const record of records) {
      const parsed = parseDelivery(schema, { ...record, value: record.value.toString() });
      if ('delivery' in parsed) deliveries.push(parsed.delivery);
      else unreadable.push({ record, error: parsed.error });
    }
    for (const { record, error } of unreadable)
      host.log.warn('unreadable message', {
        ...{ topic: record.topic, partition: record.partition, offset: record.offset, error },
      });
    return { deliveries, unreadable };
  };

  return {
    process: async (records) => {
      const { deliveries, unreadable } = parse(records);
      switch (policy.failedMessages) {
        case 'drop': {
          const traced = traceBatch(host, deliveries, noAttempts);
          traced.end(await run(deliveries, traced), () => 'lost');
          return [];
        }
        case 'redeliver': {
          const stops = unreadable.map(({ record }) => record);
          const readable = leading(deliveries, stops);
          const traced = traceBatch(host, readable, noAttempts);
          const failed = await run(readable, traced);
          traced.end(failed, () => 'redelivered');
          return [...stops, ...failed.map(({ message }) => message)];
        }
        case 'retry-queue': {
          const dead = unreadable.map(({ record, error }) => deadLetter(record, error));
          await runWithRetries(deliveries, dead, noAttempts);
          return [];
        }
      }
    },
    processDue: async () => {
      const due = await dueMessages.take();
      if (due.length === 0) return false;
      const deliveries = due.flatMap((waiting) => {
        const parsed = parseDelivery(schema, waiting);
        return 'delivery' in parsed ? [parsed.delivery] : [];
      });
      await runWithRetries(deliveries, [], new Map(due.map((w) => [w.messageId, w.attempts])));
      return due.length === policy.maxBatch;
    },
  };
}
