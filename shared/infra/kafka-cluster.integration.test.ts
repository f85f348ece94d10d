// Proves on three real nodes that what was acknowledged outlives the node that led it.
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startInfrastructure, type Infrastructure } from './infrastructure.ts';
import { isInSync } from './kafka-ready.ts';
import { startTimeOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const topic = 'kept';
const soon = { deadlineMs: 20_000 };
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
  const client = new Kafka({
    ...{ brokers: kafka.brokers, logLevel: logLevel.NOTHING },
    retry: { retries: 100, initialRetryTime: 50, maxRetryTime: 500 },
  });
  return { kafka, client };
}

async function valuesOnTopic(expected: number): Promise<Set<string>> {
  const consumer = cluster().client.consumer({ groupId: 'reader', maxWaitTimeInMs: 100 });
  const seen = new Set<string>();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      seen.add(String(message.value));
      return Promise.resolve();
    },
  });
  await waitUntil(`${expected} records`, () => seen.size >= expected, soon);
  await consumer.disconnect();
  return seen;
}

test('the leader of a partition is killed: all that was acknowledged is still there, and it catches up', async () => {
  const { kafka, client } = cluster();
  const admin = client.admin();
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await Promise.all([admin.connect(), producer.connect()]);
  try {
    // By the cluster's defaults, which hold for its own topics too.
    await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
    const partition = async () =>
      (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions[0];
    const before = await partition();
    expect(before?.replicas.toSorted()).toEqual([1, 2, 3]);
    const acknowledged: string[] = [];
    const send = async () => {
      const value = `record ${acknowledged.length}`;
      await producer.send({ topic, acks: -1, messages: [{ value }] });
      acknowledged.push(value);
    };
    while (acknowledged.length < 20) await send();

    const leader = kafka.nodes.find(({ id }) => id === before?.leader);
    await leader?.kill();
    expect([leader?.pid(), kafka.pid()]).toEqual([undefined, undefined]);
    while (acknowledged.length < 40) await send();
    expect((await partition())?.leader).not.toBe(leader?.id);
    expect([...(await valuesOnTopic(40))]).toEqual(acknowledged);

    await leader?.start();
    const caughtUp = () => isInSync(kafka.brokers, leader?.id ?? 0);
    await waitUntil('the killed node to catch up', caughtUp, soon);
    expect(running.lost.aborted).toBe(false);
  } finally {
    await Promise.all([admin.disconnect(), producer.disconnect()]);
  }
});

test('after stop none of the nodes is left', async () => {
  const pids = cluster().kafka.nodes.map((node) => node.pid() ?? 0);
  expect(pids.every((pid) => startTimeOf(pid) !== undefined)).toBe(true);
  await running.stop();
  expect(pids.map(startTimeOf)).toEqual([undefined, undefined, undefined]);
});
