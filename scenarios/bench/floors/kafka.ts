// kafkajs as barely as it goes: a client without its idle timers, and a loop that hands over batches.
import { createRequire } from 'node:module';
import { Kafka, logLevel, Partitioners, type Consumer, type KafkaMessage } from 'kafkajs';
import { z } from 'zod';
import { createBatcher } from '../../../shared/host/batcher.ts';
import { clientSecurity, type KafkaSecurity } from '../../../shared/kafka-security.ts';

/** Partitions of every topic, as the contender has them. */
export const partitions = 4;
/** Longest wait of an empty fetch, as the contender has it. */
export const maxWaitMs = 250;
/** Messages of one partition handled together: what is made of them must fit into one batch of a topic (1 MiB). */
const maxBatch = 500;
const commitEveryMs = 100;

type RequestQueue = {
  pending: unknown[];
  scheduleCheckPendingRequests(): void;
};

const queueClass = z.custom<{ prototype: RequestQueue }>(
  (found) =>
    typeof found === 'function' &&
    Object.getOwnPropertyNames(found.prototype).includes('scheduleCheckPendingRequests'),
  'kafkajs has changed inside: look whether its idle timers are still there',
);

/** A floor that wakes up a thousand times a second for nothing (tulios/kafkajs#1704) would be none. */
function stopIdleTimers(): void {
  const found: unknown = createRequire(import.meta.url)('kafkajs/src/network/requestQueue');
  const { prototype } = queueClass.parse(found);
  const { scheduleCheckPendingRequests: schedule } = prototype;
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
stopIdleTimers();

/** A client. */
export function openKafka(brokers: string[], clientId: string, security?: KafkaSecurity): Kafka {
  const options = { brokers, clientId, ...clientSecurity(security) };
  return new Kafka({ ...options, logLevel: logLevel.NOTHING, retry: { retries: 10 } });
}

/** A producer of the contender's kind. */
export function openProducer(kafka: Kafka) {
  return kafka.producer({
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
}

/** Name of a topic of one run. */
export function topicOf(prefix: string, name: string): string {
  return `${prefix}.${name}`;
}

/** A consumer of the contender's kind. */
export function openConsumer(kafka: Kafka, groupId: string): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: 6_000,
    heartbeatInterval: 1_500,
    maxWaitTimeInMs: maxWaitMs,
    rebalanceTimeout: 10_000,
    allowAutoTopicCreation: false,
  });
}

/**
 * Hands over what comes, all partitions together, and commits in the background. Resolves once the group has
 * been joined, with what ends it.
 */
export async function consumeBatches(
  consumer: Consumer,
  topic: string,
  handle: (messages: KafkaMessage[]) => Promise<void>,
): Promise<() => Promise<void>> {
  const together = createBatcher(
    async (batches: KafkaMessage[][]) => {
      await handle(batches.flat());
      return batches;
    },
    { maxBatch: partitions, concurrency: 1 },
  );
  const done = new Map<number, string>();
  const commit = async () => {
    const entries = [...done];
    done.clear();
    try {
      const offsets = entries.map(([partition, offset]) => ({ topic, partition, offset }));
      if (offsets.length > 0) await consumer.commitOffsets(offsets);
    } catch (error) {
      // Nobody else comes back to them: without further messages they would stay a lag for ever.
      for (const [partition, offset] of entries)
        if (!done.has(partition)) done.set(partition, offset);
      throw error;
    }
  };
  const joined = new Promise<void>((resolve) =>
    consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: partitions,
    eachBatch: async ({ batch: { messages, partition }, heartbeat, resolveOffset }) => {
      for (let from = 0; from < messages.length; from += maxBatch) {
        const some = messages.slice(from, from + maxBatch);
        await together(some);
        const last = some.at(-1)?.offset ?? '0';
        resolveOffset(last);
        done.set(partition, String(BigInt(last) + 1n));
        await heartbeat();
      }
    },
  });
  await joined;
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(commit).catch(() => undefined);
  }, commitEveryMs);
  return async () => {
    clearInterval(timer);
    await consumer.stop();
    await running;
    await commit().catch(() => undefined);
    await consumer.disconnect();
  };
}
