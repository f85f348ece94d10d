// The topic of a feed: made, written to in order, removed.
import type { Admin, Producer } from 'kafkajs';
import type { FeedPlan } from '../../shared/change-feed.ts';
import { isOfType } from '../kafkajs-errors.ts';
import { fitting } from '../outbox.ts';
import { fetchEnds } from '../topic-ends.ts';
import { recordValue, type CapturedChange } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { topicPolicy } from './policy.ts';

/** Makes the topic, with the broker's own time of appending in each record; an existing one stays as it is. */
export async function ensureTopic(
  admin: Admin,
  topic: string,
  replication: FeedPlan['kafkaReplication'],
): Promise<void> {
  await admin.createTopics({
    // The client's own wait takes a broker that has not heard of the topic yet for a failure.
    waitForLeaders: false,
    topics: [
      {
        topic,
        numPartitions: topicPolicy.partitions,
        ...(replication ? { replicationFactor: replication.factor } : {}),
        configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
      },
    ],
  });
  await fetchEnds(admin, topic);
}

/** Removes the topic; nothing happens where there is none. */
export async function removeTopic(admin: Admin, topic: string): Promise<void> {
  if ((await admin.listTopics()).includes(topic)) await admin.deleteTopics({ topics: [topic] });
}

/** Appends changes in order; resolves when the broker has them all. */
export type TopicWriter = (changes: CapturedChange[]) => Promise<void>;

/** A writer that waits out an outage of Kafka. Throws FeedError for a row that the broker will never take. */
export function createTopicWriter(producer: Producer, topic: string, table: string): TopicWriter {
  const send = (messages: { key: string; value: string }[]) =>
    producer.send({ topic, acks: -1, messages });
  return async (changes) => {
    let left = changes.map((change) => ({ key: change.key, value: recordValue(table, change) }));
    while (left.length > 0) {
      const part = fitting(left);
      left = left.slice(part.length);
      try {
        await send(part);
      } catch (error) {
        if (!isTooLarge(error)) throw error;
        // One by one: what the broker takes is delivered, and what it does not take has a name.
        for (const message of part)
          await send([message]).catch((cause: unknown) => {
            throw isTooLarge(cause) ? tooLarge(table, topic, message, cause) : cause;
          });
      }
    }
  };
}

function isTooLarge(error: unknown): boolean {
  return isOfType(error, 'MESSAGE_TOO_LARGE');
}

function tooLarge(
  table: string,
  topic: string,
  { key, value }: { key: string; value: string },
  cause: unknown,
): FeedError {
  const kib = Math.ceil(Buffer.byteLength(value) / 1_024);
  return new FeedError(
    `row ${key} of ${table} makes a record of ${kib} KiB, more than topic ${topic} takes: raise its max.message.bytes; the feed waits at this row`,
    { cause },
  );
}
