// Reads a feed's topic: all there is, or for as long as somebody wants to follow.
import { randomUUID } from 'node:crypto';
import type { Kafka } from 'kafkajs';
import { rowChangeSchema, type DeliveredChange, type RowChange } from '../../shared/change-feed.ts';
import { createConsumer } from '../kafka-client.ts';
import { brokerProfiles } from '../policy.ts';
import { asAdmin, fetchEnds } from './topic.ts';

/** Longest silence of the topic while records are still due, in ms. */
const silenceMs = 20_000;

/** How many records the topic has. */
export async function countRecords(kafka: Kafka, topic: string): Promise<number> {
  const ends = await asAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

/** Every record up to the end as it is now, by partition and offset. Throws when they do not come. */
export async function readTopic(kafka: Kafka, topic: string): Promise<DeliveredChange[]> {
  const ends = await asAdmin(kafka, (admin) => fetchEnds(admin, topic));
  const total = ends.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
  const found: DeliveredChange[] = [];
  if (total === 0) return found;
  const enough = new AbortController();
  let silence: NodeJS.Timeout | undefined;
  let failure: Error | undefined;
  const listen = () => {
    clearTimeout(silence);
    silence = setTimeout(() => {
      failure = new Error(`topic ${topic} has ${total} records, and only ${found.length} came`);
      enough.abort();
    }, silenceMs);
  };
  listen();
  await followTopic(
    kafka,
    topic,
    (delivered) => {
      listen();
      if (delivered.offset < Number(ends.find((e) => e.partition === delivered.partition)?.high))
        found.push(delivered);
      if (found.length >= total) enough.abort();
    },
    enough.signal,
  );
  clearTimeout(silence);
  if (failure) throw failure;
  return found.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
}

/** Hands over every record from the beginning, and new ones as they come, until `signal` aborts. */
export async function followTopic(
  kafka: Kafka,
  topic: string,
  onChange: (delivered: DeliveredChange, value: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const groupId = `${topic}.reader.${randomUUID()}`;
  const consumer = createConsumer(kafka, groupId, brokerProfiles.broker);
  let failure: Error | undefined;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: true,
      eachBatch: ({ batch }) => {
        for (const message of batch.messages) {
          if (signal.aborted || failure) break;
          const value = message.value?.toString() ?? 'null';
          const change = changeIn(value);
          if (!change) {
            // Thrown here, it would be read again for ever.
            failure = new Error(
              `topic ${topic} has a record that is none of a feed's (partition ${batch.partition}, offset ${message.offset}): choose another topic`,
            );
            end();
            break;
          }
          const offset = Number(message.offset);
          const appendedAtMs = Number(message.timestamp);
          onChange({ change, partition: batch.partition, offset, appendedAtMs }, value);
        }
        return Promise.resolve();
      },
    });
    await ended;
    if (failure) throw failure;
  } finally {
    await consumer.disconnect();
    // It is nobody's any more; a cluster that is away forgets it by itself in time.
    await asAdmin(kafka, (admin) => admin.deleteGroups([groupId])).catch(() => undefined);
  }
}

function changeIn(value: string): RowChange | undefined {
  try {
    return rowChangeSchema.parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}
