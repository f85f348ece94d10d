// Proves on three real nodes that what was acknowledged outlives the node that led it, and that the rest is sent again.
import { randomUUID } from 'node:crypto';
import type { Consumer } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startInfrastructure, type Infrastructure } from '../shared/infra/infrastructure.ts';
import { isInSync } from '../shared/infra/kafka-ready.ts';
import { startTimeOf } from '../shared/infra/process-identity.ts';
import { waitUntil } from '../shared/infra/wait.ts';
import { createKafkaClient, createProducer } from './kafka-client.ts';
import { createTopics } from './topic-admin.ts';
import { topicOf } from './topics.ts';

const prefix = 'nodes';
const topic = topicOf(prefix, 'tickets');
const soon = { deadlineMs: 30_000 };
let running: Infrastructure;
beforeAll(async () => {
  vi.stubEnv('KAFKA_BROKERS', '');
  running = await startInfrastructure({ needs: ['kafka'], kafkaNodes: 3 });
});
afterAll(async () => {
  await running.stop();
  vi.unstubAllEnvs();
});

function cluster() {
  const { kafka } = running;
  if (!kafka) throw new Error('Kafka is missing');
  return { kafka, client: createKafkaClient({ brokers: kafka.brokers, clientId: 'test' }) };
}

/** Notes every value on the topic, from its beginning. */
async function readAll(consumer: Consumer, seen: Set<string>): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      seen.add(String(message.value));
      return Promise.resolve();
    },
  });
}

test('one node is shut down and another killed while records are sent: all that was acknowledged is there', async () => {
  const { kafka, client } = cluster();
  const admin = client.admin();
  const producer = createProducer(client, null);
  const consumer = client.consumer({ groupId: 'reader', maxWaitTimeInMs: 100 });
  const acknowledged = new Set<string>();
  let sending = true;
  const sendOn = async () => {
    while (sending) {
      // Enough keys to reach every partition with every send.
      const values = Array.from({ length: 20 }, () => randomUUID());
      const messages = values.map((value) => ({ key: value, value }));
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
      for (const value of values) acknowledged.add(value);
    }
  };
  const goesOn = async () => {
    const goal = acknowledged.size + 200;
    await waitUntil('200 more records', () => acknowledged.size >= goal, soon);
  };
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    await createTopics(admin, prefix, kafka.replication);
    const metadata = await admin.fetchTopicMetadata({ topics: [topic] });
    const partitions = metadata.topics[0]?.partitions ?? [];
    expect(partitions.map(({ replicas }) => new Set(replicas))).toEqual(
      partitions.map(() => new Set([1, 2, 3])),
    );
    const sender = sendOn();
    sender.catch(() => undefined);
    await goesOn();
    const [first, second] = kafka.nodes;
    await first?.stop();
    expect([first?.pid(), kafka.pid()]).toEqual([undefined, undefined]);
    await goesOn();
    await first?.start();
    await waitUntil('node 1 to catch up', () => isInSync(kafka.brokers, 1), soon);
    await second?.kill();
    await goesOn();
    sending = false;
    await sender;

    const seen = new Set<string>();
    await readAll(consumer, seen);
    const lost = () => [...acknowledged].filter((value) => !seen.has(value)).length;
    await waitUntil('every acknowledged record', () => lost() === 0, soon).catch(() => undefined);
    expect(lost()).toBe(0);
    expect(running.lost.aborted).toBe(false);
  } finally {
    sending = false;
    await Promise.all([admin.disconnect(), producer.disconnect(), consumer.disconnect()]);
  }
});

test('after stop none of the nodes is left', async () => {
  const living = cluster().kafka.nodes.flatMap((node) => node.pid() ?? []);
  expect(living).toHaveLength(2);
  await running.stop();
  expect(living.map(startTimeOf)).toEqual([undefined, undefined]);
});
