// A running feed: reads changes by its method, writes them to the topic, then keeps the position; for good.
import { setTimeout as delay } from 'node:timers/promises';
import type { CaptureMethod, FeedPlan } from '../../shared/change-feed.ts';
import { messageOf, type Log } from '../../shared/host/log.ts';
import { createKafkaClient, createProducer } from '../kafka-client.ts';
import type { Capture } from './capture.ts';
import { connect, lockFeed } from './connection.ts';
import { feedErrorOf, mayPass } from './database-errors.ts';
import { FeedError } from './feed-error.ts';
import { logicalReplication } from './logical-replication.ts';
import { openPositions } from './position-store.ts';
import { snapshotPolling } from './snapshot-polling.ts';
import { findTable } from './source-table.ts';
import { timestampPolling } from './timestamp-polling.ts';
import { createTopicWriter, type TopicWriter } from './topic.ts';

const captures: Record<CaptureMethod, Capture> = {
  'timestamp-polling': timestampPolling,
  'snapshot-polling': snapshotPolling,
  'logical-replication': logicalReplication,
};

const longestPauseMs = 1_000;

/**
 * Feeds until `signal` aborts. Waits out an outage of PostgreSQL or Kafka of any length; throws FeedError for what
 * waiting does not mend.
 */
export async function runFeed(plan: FeedPlan, log: Log, signal: AbortSignal): Promise<void> {
  const kafka = createKafkaClient({
    ...{ brokers: plan.kafkaBrokers, security: plan.kafkaSecurity },
    ...{ clientId: `change-feed.${plan.name}`, log },
  });
  const producer = createProducer(kafka, null);
  await producer.connect();
  try {
    let pauseMs = 50;
    while (!signal.aborted) {
      try {
        await feedOnce(plan, {
          ...{ log, signal },
          writerFor: (table) => createTopicWriter(producer, plan.topic, table),
          onDelivered: () => {
            pauseMs = 50;
          },
        });
      } catch (error) {
        if (signal.aborted) return;
        const known = error instanceof FeedError ? error : feedErrorOf(error, plan);
        if (known) throw known;
        if (!mayPass(error)) throw error;
        log.warn('interrupted', { error: messageOf(error) });
        await delay(pauseMs, undefined, { signal }).catch(() => undefined);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  } finally {
    await producer.disconnect();
  }
}

/** One connection's life. */
async function feedOnce(
  { databaseUrl, name, method, table: tableName }: FeedPlan,
  deps: {
    log: Log;
    signal: AbortSignal;
    writerFor(table: string): TopicWriter;
    onDelivered(): void;
  },
): Promise<void> {
  const { log, signal } = deps;
  const connection = await connect(databaseUrl, name);
  try {
    await lockFeed(connection, name);
    const table = await findTable(connection, tableName);
    const positions = await openPositions(connection, name, method, table);
    const write = deps.writerFor(table.label);
    const batches = captures[method]({
      ...{ name, databaseUrl, table, connection, positions, log, signal },
      onStreaming: () => log.info('streaming', { table: table.label, method }),
    });
    for await (const { changes, keep } of batches) {
      if (changes.length > 0) await write(changes);
      await keep();
      deps.onDelivered();
    }
  } finally {
    await connection.close();
  }
}
