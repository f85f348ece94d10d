// The topic of a feed: made, written to in order, removed.
import type { Admin, Kafka, Producer } from 'kafkajs';
import type { FeedPlan } from '../../shared/change-feed.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { fitting } from '../outbox.ts';
import { recordValue, type CapturedChange } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { topicPolicy } from './policy.ts';

const leaderDeadlineMs = 10_000;
const leaderless = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
];

/** What the broker says of a topic's partitions. */
type Ends = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

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

/** Where each partition begins and ends. A topic just made, or a broker just back, needs a moment to say so. */
export async function fetchEnds(admin: Admin, topic: string): Promise<Ends> {
  let ends: Ends = [];
  await waitUntil(
    `leaders of topic ${topic}`,
    async () => {
      try {
        ends = await admin.fetchTopicOffsets(topic);
        return true;
      } catch (error) {
        if (leaderless.some((type) => isOfType(error, type))) return false;
        throw error;
      }
    },
    { deadlineMs: leaderDeadlineMs },
  );
  return ends;
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

function isOfType(error: unknown, type: string): boolean {
  if (!(error instanceof Error)) return false;
  // kafkajs' error classes are not among the names that an ES module can import.
  if ('type' in error && error.type === type) return true;
  return error.cause !== undefined && isOfType(error.cause, type);
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

/** Runs `work` with an admin client. */
export async function asAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
