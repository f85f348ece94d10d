// Dead letters: what a message becomes that nobody can handle, and how they are read back.
import type { Kafka } from 'kafkajs';
import { z } from 'zod';
import type { OutboxRow } from './outbox.ts';
import { readTopics } from './read-topics.ts';
import { deadLetterTopicOf, topicNames, topicOf, type TopicName } from './topics.ts';

/** The value of a record in a dead-letter topic. */
export const deadLetterSchema = z.object({
  /** Why nobody could handle it, naming the field. */
  reason: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.string(),
  /** The record's bytes, the first `keptBytes` of them. */
  valueBase64: z.string(),
  /** How many there were. */
  bytes: z.number(),
});

/** As much of a record as its dead letter keeps: Base64 of a record as large as Kafka allows would be larger than that. */
export const keptBytes = 64 * 1_024;

/** A dead letter as read back. */
export type DeadLetter = {
  topic: TopicName;
  partition: number;
  offset: string;
  reason: string;
  /** Null when the record's key was no order id. */
  orderId: string | null;
};

/** An outbox row that puts a record into its dead-letter topic, with the reason and its bytes. */
export function deadLetter(
  source: { topic: string; partition: number; offset: string; key: string; value: string | Buffer },
  reason: string,
): OutboxRow {
  const { topic, partition, offset } = source;
  // Only a real order id is worth keeping as key; anything else may not even be text.
  const key = z.uuid().safeParse(source.key).success ? source.key : '';
  const bytes = Buffer.from(source.value);
  const value: z.infer<typeof deadLetterSchema> = {
    reason,
    topic,
    partition,
    offset,
    valueBase64: bytes.subarray(0, keptBytes).toString('base64'),
    bytes: bytes.length,
  };
  return { topic: deadLetterTopicOf(topic), key, value: JSON.stringify(value) };
}

/** Reads every dead letter of a run, each source record once. Cheap when there are none. */
export async function readDeadLetters(kafka: Kafka, prefix: string): Promise<DeadLetter[]> {
  const topics = topicNames.map((name) => deadLetterTopicOf(topicOf(prefix, name)));
  const found = new Map<string, DeadLetter>();
  for (const { key, value } of await readTopics(kafka, topics)) {
    const letter = parse(value, key);
    if (letter) found.set(`${letter.topic} ${letter.partition} ${letter.offset}`, letter);
  }
  return [...found.values()];
}

function parse(value: string | null, key: string | null): DeadLetter | undefined {
  const parsed = deadLetterSchema.safeParse(JSON.parse(value ?? 'null'));
  if (!parsed.success) return undefined;
  const topic = topicNames.find((name) => parsed.data.topic.endsWith(`.${name}`));
  if (!topic) return undefined;
  const orderId = z.uuid().safeParse(key);
  return { ...parsed.data, topic, orderId: orderId.success ? orderId.data : null };
}
