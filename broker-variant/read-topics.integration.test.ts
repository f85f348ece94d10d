// Reading topics on a real Kafka: each record once, and an end in time, whatever has become of the cluster.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Admin, Producer } from 'kafkajs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startInfrastructure, type Infrastructure } from '../shared/infra/infrastructure.ts';
import { createLedTopics } from '../shared/infra/kafka-topics.ts';
import { startProcess } from '../shared/infra/process.ts';
import { waitUntil } from '../shared/infra/wait.ts';
import { createKafkaClient, impatient } from './kafka-client.ts';
import { followTopics, readTopics, type TopicRecord } from './read-topics.ts';

/** How long a new group waits for more members: so long its first one has not joined yet. */
const joinMs = 2_000;

let infrastructure: Infrastructure;
let admin: Admin;
let producer: Producer;
beforeAll(async () => {
  infrastructure = await startInfrastructure({
    needs: ['kafka'],
    kafkaSettings: () => ({ 'group.initial.rebalance.delay.ms': String(joinMs) }),
  });
  admin = client().admin();
  // What it sends again is there once: how often readers see a record is the question here.
  producer = client().producer({ idempotent: true });
  await Promise.all([admin.connect(), producer.connect()]);
});
afterAll(async () => {
  await Promise.all([admin.disconnect(), producer.disconnect()]);
  await infrastructure.stop();
});

function client() {
  const brokers = infrastructure.kafka?.brokers ?? [];
  return createKafkaClient({ brokers, clientId: 'test', ...impatient });
}

/** A topic with `values`, on two partitions. */
async function topicWith(values: string[]): Promise<string> {
  const topic = `t${randomUUID()}`;
  await createLedTopics(admin, [{ topic, numPartitions: 2 }]);
  const messages = values.map((value, n) => ({ key: value, value, partition: n % 2 }));
  if (values.length > 0) await producer.send({ topic, acks: -1, messages });
  return topic;
}

const valuesOf = (records: TopicRecord[]) => records.map(({ value }) => value);

describe('topics that are read to their end', () => {
  it('give each record that was there, by topic, partition and offset', async () => {
    const [full, empty, other] = [
      await topicWith(['a', 'b', 'c']),
      await topicWith([]),
      await topicWith(['d']),
    ];
    const records = await readTopics(client(), [full, empty, other]);
    const byTopic = (topic: string) => valuesOf(records.filter((r) => r.topic === topic));
    expect([byTopic(full), byTopic(empty), byTopic(other)]).toEqual([['a', 'c', 'b'], [], ['d']]);
    expect(await readTopics(client(), [empty])).toEqual([]);
  });
});

describe('topics that are followed', () => {
  it('end with the first record that cannot be taken, and say why', async () => {
    const topic = await topicWith(['bad', 'on the other partition', 'behind it']);
    let handed = 0;
    const onRecord = ({ value }: TopicRecord) => {
      handed += 1;
      throw new Error(`not ${String(value)}`);
    };
    const following = followTopics(client(), [topic], onRecord, new AbortController().signal);
    await expect(following).rejects.toThrow(/^not (bad|on the other partition)$/);
    expect(handed).toBe(1);
  });

  it('can be left in an outage of Kafka that begins before the reader has joined its group', async () => {
    const ending = new AbortController();
    const topic = await topicWith([]);
    const following = followTopics(client(), [topic], () => undefined, ending.signal);
    await waitUntil('a group', () => isAnyGroup(topic), { deadlineMs: 20_000 });
    await infrastructure.kafka?.kill();
    try {
      ending.abort();
      let hasLeft = false;
      void following.finally(() => (hasLeft = true));
      await waitUntil('the reader to leave', () => hasLeft, { deadlineMs: 30_000 });
      await following;
    } finally {
      await infrastructure.kafka?.start();
    }
  });

  it('keep no process going that has left them in an outage of Kafka', async () => {
    const topic = await topicWith(['seen']);
    const followers = await startProcess({
      ...{ name: 'followers', logFile: join(infrastructure.runDir, 'followers.log') },
      command: process.execPath,
      args: [
        ...['--import', 'tsx', fileURLToPath(new URL('./testing/followers.ts', import.meta.url))],
        ...[infrastructure.kafka?.brokers[0] ?? '', topic],
      ],
    });
    try {
      const haveRead = () => followers.logTail(5).includes('all of them read');
      await waitUntil('the followers to read', haveRead, { deadlineMs: 60_000 });
      await infrastructure.kafka?.kill();
      process.kill(followers.pid, 'SIGTERM');
      await waitUntil('the followers to end', () => !followers.running(), { deadlineMs: 30_000 });
      expect(await followers.exited, followers.logTail(5)).toEqual({ code: 0, signal: null });
    } finally {
      await followers.kill();
      await infrastructure.kafka?.start();
    }
  });

  it('go on after an outage of Kafka, and tell no record twice', async () => {
    const ending = new AbortController();
    const topic = await topicWith(['before']);
    const seen: TopicRecord[] = [];
    const following = followTopics(client(), [topic], (r) => seen.push(r), ending.signal);
    const has = (count: number) =>
      waitUntil(`${count} records`, () => seen.length >= count, { deadlineMs: 60_000 });
    await has(1);
    await infrastructure.kafka?.kill();
    await infrastructure.kafka?.start();
    await producer.send({ topic, acks: -1, messages: [{ value: 'after', partition: 0 }] });
    await has(2);
    ending.abort();
    await following;
    expect(valuesOf(seen)).toEqual(['before', 'after']);
  });
});

async function isAnyGroup(topic: string): Promise<boolean> {
  const { groups } = await admin.listGroups();
  return groups.some(({ groupId }) => groupId.startsWith(topic));
}
