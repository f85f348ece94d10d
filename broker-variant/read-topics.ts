// Reads topics from their beginning, for the harness: all there is, or for as long as somebody wants to follow.
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { asAdmin, createReader } from './kafka-client.ts';
import { fetchEnds } from './topic-ends.ts';

/** A record as it lies in its topic. */
export type TopicRecord = {
  topic: string;
  partition: number;
  offset: number;
  /** Null as the producer sent none. */
  key: string | null;
  /** Null as the producer sent none. */
  value: string | null;
  /** Unix time in ms: of the broker or of the producer, as the topic is set. */
  timestampMs: number;
};

/** Longest silence of the topics while records are still due, in ms. */
const silenceMs = 20_000;

/** Every record up to the ends as they are now, by topic, partition and offset. Throws when they do not come. */
export async function readTopics(kafka: Kafka, topics: string[]): Promise<TopicRecord[]> {
  const { due, total } = await whatIsThere(kafka, topics);
  const found: TopicRecord[] = [];
  if (due.size === 0) return found;
  const enough = new AbortController();
  let silence: NodeJS.Timeout | undefined;
  let failure: Error | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      failure = new Error(
        `${topics.join(', ')}: there are ${total} records, and only ${found.length} came`,
      );
      enough.abort();
    }, silenceMs);
  };
  listen();
  const take = (record: TopicRecord) => {
    listen();
    const place = placeOf(record);
    const end = due.get(place) ?? 0;
    if (record.offset < end) found.push(record);
    if (record.offset + 1 >= end) due.delete(place);
    if (due.size === 0) enough.abort();
  };
  try {
    await followTopics(kafka, topics, take, enough.signal);
  } finally {
    clearTimeout(silence);
  }
  if (failure) throw failure;
  const order = (a: TopicRecord, b: TopicRecord) =>
    topics.indexOf(a.topic) - topics.indexOf(b.topic) ||
    a.partition - b.partition ||
    a.offset - b.offset;
  return found.toSorted(order);
}

/** The ends of the partitions that hold anything, and how many records they hold. */
async function whatIsThere(kafka: Kafka, topics: string[]) {
  const due = new Map<string, number>();
  let total = 0;
  await asAdmin(kafka, async (admin) => {
    for (const topic of topics)
      for (const { partition, low, high } of await fetchEnds(admin, topic)) {
        const records = Number(high) - Number(low);
        if (records > 0) due.set(placeOf({ topic, partition }), Number(high));
        total += records;
      }
  });
  return { due, total };
}

/**
 * Hands over every record from the beginning, and new ones as they come, each once and in the order of its partition,
 * until `signal` aborts. Waits out an outage of Kafka, but not once it has been aborted. Rejects with what `onRecord` throws.
 */
export async function followTopics(
  kafka: Kafka,
  topics: string[],
  onRecord: (record: TopicRecord) => void,
  signal: AbortSignal,
): Promise<void> {
  // Begins as what it reads does: that is how a run finds what to clear up, and what it may do on a cluster with rules.
  const groupId = `${topics[0] ?? ''}.reader.${randomUUID()}`;
  const consumer = createReader(kafka, groupId, signal);
  /** Whoever joins again begins at the beginning again. */
  const next = new Map<string, number>();
  let refused = false;
  let refuse: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    refuse = reject;
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // Heard below, or nobody listens any more.
  ended.catch(() => undefined);
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatch: ({ batch: { topic, partition, messages } }) => {
        const place = placeOf({ topic, partition });
        try {
          for (const { key, value, offset, timestamp } of messages) {
            if (signal.aborted || refused) break;
            if (Number(offset) < (next.get(place) ?? 0)) continue;
            next.set(place, Number(offset) + 1);
            onRecord({
              ...{ topic, partition, offset: Number(offset) },
              ...{ key: key?.toString() ?? null, value: value?.toString() ?? null },
              timestampMs: Number(timestamp),
            });
          }
        } catch (error) {
          // Thrown on, the batch would be read again for ever.
          refused = true;
          refuse(error);
        }
        return Promise.resolve();
      },
    });
    await ended;
  } finally {
    await consumer.disconnect();
    // It is nobody's any more; a cluster that is away forgets it by itself in time.
    await asAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
  }
}

function placeOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic} ${partition}`;
}
