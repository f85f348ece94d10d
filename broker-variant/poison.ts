// Unreadable records, for whoever wants to see what a service does about them.
import type { Kafka } from 'kafkajs';
import { createProducer, impatient } from './kafka-client.ts';

/** No JSON, JSON of another kind, a message without its body, no text at all. */
const unreadable: Buffer[] = [
  Buffer.from('not JSON'),
  Buffer.from('null'),
  Buffer.from('{"messageId":"11111111-1111-4111-8111-111111111111"}'),
  Buffer.from([0, 1, 255]),
];

/** Puts `count` records that nobody can read into a topic, over all of its partitions in turn. */
export async function sendPoison(
  kafka: Kafka,
  { topic, count, partitions }: { topic: string; count: number; partitions: number },
): Promise<void> {
  const producer = createProducer(kafka, impatient.retries);
  await producer.connect();
  try {
    await producer.send({
      topic,
      acks: -1,
      messages: Array.from({ length: count }, (_, n) => ({
        partition: n % partitions,
        value: unreadable[n % unreadable.length] ?? null,
      })),
    });
  } finally {
    await producer.disconnect();
  }
}
