// The records of a feed's topic as the changes they hold.
import type { Kafka } from 'kafkajs';
import { rowChangeSchema, type DeliveredChange, type RowChange } from '../../shared/change-feed.ts';
import { asAdmin } from '../kafka-client.ts';
import { followTopics, readTopics, type TopicRecord } from '../read-topics.ts';

/** How many records the topic has. */
export async function countRecords(kafka: Kafka, topic: string): Promise<number> {
  const ends = await asAdmin(kafka, (admin) => admin.fetchTopicOffsets(topic));
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
}

/** Every change up to the end as it is now, by partition and offset. Throws when they do not come. */
export async function readChanges(kafka: Kafka, topic: string): Promise<DeliveredChange[]> {
  return (await readTopics(kafka, [topic])).map(deliveredBy);
}

/** Hands over every change from the beginning, and new ones as they come, until `signal` aborts. */
export function followChanges(
  kafka: Kafka,
  topic: string,
  onChange: (delivered: DeliveredChange, value: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const take = (record: TopicRecord) => onChange(deliveredBy(record), record.value ?? 'null');
  return followTopics(kafka, [topic], take, signal);
}

/** Throws for a record that is none of a feed's. */
function deliveredBy({
  topic,
  partition,
  offset,
  value,
  timestampMs,
}: TopicRecord): DeliveredChange {
  const change = changeIn(value ?? 'null');
  if (!change)
    throw new Error(
      `topic ${topic} has a record that is none of a feed's (partition ${partition}, offset ${offset}): choose another topic`,
    );
  return { change, partition, offset, appendedAtMs: timestampMs };
}

function changeIn(value: string): RowChange | undefined {
  try {
    return rowChangeSchema.parse(JSON.parse(value));
  } catch {
    return undefined;
  }
}
