// Proves on real servers that a run boots, survives the death of its servers with its data, and leaves nothing behind.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import pg from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePort } from './free-port.ts';
import { startInfrastructure, type Infrastructure } from './infrastructure.ts';
import { jarCacheDir, userCacheDir } from './kafka-jars.ts';
import { createLedTopics } from './kafka-topics.ts';
import { startTimeOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

let running: Infrastructure;
const cache = mkdtempSync(join(tmpdir(), 'infrastructure-test-'));
beforeAll(async () => {
  vi.stubEnv('KAFKA_JARS_DIR', jarCacheDir());
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('KAFKA_BROKERS', '');
  vi.stubEnv('DATABASE_URL', '');
  running = await startInfrastructure({ needs: ['kafka', 'postgres'] });
});
afterAll(async () => {
  await running.stop();
  rmSync(cache, { recursive: true });
});

function servers() {
  const { kafka, postgres } = running;
  if (!kafka || !postgres) throw new Error('a server is missing');
  return { kafka, postgres };
}

function client(retries = 20): Kafka {
  const brokers = servers().kafka.brokers;
  return new Kafka({ brokers, logLevel: logLevel.NOTHING, retry: { retries } });
}

async function query(sql: string): Promise<unknown[]> {
  const connection = new pg.Client({ connectionString: servers().postgres.url });
  await connection.connect();
  try {
    return (await connection.query(sql)).rows;
  } finally {
    await connection.end();
  }
}

/** Everything that is on a topic, by a consumer of its own. */
async function consume(topic: string, expected: number): Promise<string[]> {
  const consumer = client().consumer({ groupId: `reader-${Math.random()}`, maxWaitTimeInMs: 100 });
  const seen: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: ({ message }) => {
      seen.push(String(message.value));
      return Promise.resolve();
    },
  });
  const all = () => seen.length >= expected;
  await waitUntil(`${expected} messages`, all, { deadlineMs: 20_000 });
  await consumer.disconnect();
  return seen;
}

async function produce(topic: string, value: string): Promise<void> {
  const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

test('both servers are embedded, and say their versions', () => {
  const { kafka, postgres } = servers();
  expect(kafka).toMatchObject({ external: false, version: '4.3.1' });
  expect(postgres).toMatchObject({ external: false });
  expect(postgres.version).toMatch(/^18\./);
});

test('PostgreSQL syncs its commits, keeps logical WAL, and holds 200 connections', async () => {
  const rows = await query(
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit',
     'full_page_writes', 'wal_level', 'max_connections', 'listen_addresses') order by name`,
  );
  expect(rows).toEqual([
    { name: 'fsync', setting: 'on' },
    { name: 'full_page_writes', setting: 'on' },
    { name: 'listen_addresses', setting: '127.0.0.1' },
    { name: 'max_connections', setting: '200' },
    { name: 'synchronous_commit', setting: 'on' },
    { name: 'wal_level', setting: 'logical' },
  ]);
});

test('a wrong password is refused', async () => {
  const url = new URL(servers().postgres.url);
  url.password = 'wrong';
  const connection = new pg.Client({ connectionString: url.href });
  await expect(connection.connect()).rejects.toThrow('password authentication failed');
});

test('a killed PostgreSQL comes back on the same address with its data, also with clients connected', async () => {
  const { postgres } = servers();
  await query('create table kept as select 42 as answer');
  const clients = Array.from({ length: 5 }, () => {
    const connection = new pg.Client({ connectionString: postgres.url });
    connection.on('error', () => {});
    return connection;
  });
  await Promise.all(clients.map((connection) => connection.connect()));
  const sleeping = clients.map((connection) => connection.query('select pg_sleep(60)'));
  const outcomes = Promise.allSettled(sleeping);
  const before = postgres.pid();
  await postgres.kill();
  expect(postgres.pid()).toBeUndefined();
  await postgres.start();
  expect(postgres.pid()).not.toBe(before);
  expect(await query('select answer from kept')).toEqual([{ answer: 42 }]);
  expect((await outcomes).every(({ status }) => status === 'rejected')).toBe(true);
});

test('a killed Kafka comes back on the same address with its messages', async () => {
  const { kafka } = servers();
  const admin = client().admin();
  await admin.connect();
  await createLedTopics(admin, [{ topic: 'kept', numPartitions: 4 }]);
  await admin.disconnect();
  await produce('kept', 'before');
  expect(await consume('kept', 1)).toEqual(['before']);
  const before = kafka.pid();
  await kafka.kill();
  expect(kafka.pid()).toBeUndefined();
  await kafka.start();
  expect(kafka.pid()).not.toBe(before);
  await produce('kept', 'after');
  expect((await consume('kept', 2)).toSorted()).toEqual(['after', 'before']);
});

test('starting a server that runs changes nothing', async () => {
  const { kafka, postgres } = servers();
  const pids = [kafka.pid(), postgres.pid()];
  await Promise.all([kafka.start(), postgres.start()]);
  expect([kafka.pid(), postgres.pid()]).toEqual(pids);
});

test('a topic that nobody created is not made by asking for it', async () => {
  const admin = client(0).admin();
  await admin.connect();
  await expect(admin.fetchTopicMetadata({ topics: ['surprise'] })).rejects.toThrow('does not host');
  expect(await admin.listTopics()).not.toContain('surprise');
  await admin.disconnect();
});

test('external servers that do not answer are named, without the password', async () => {
  const port = await freePort();
  vi.stubEnv('DATABASE_URL', `postgres://me:hush@127.0.0.1:${port}/x`);
  const starting = startInfrastructure({ needs: ['postgres'] });
  await expect(starting).rejects.toThrow(`127.0.0.1:${port}`);
  await expect(starting).rejects.not.toThrow('hush');
  vi.stubEnv('DATABASE_URL', '');
});

test('external servers that answer are used and outlive the run', async () => {
  const { kafka, postgres } = servers();
  vi.stubEnv('KAFKA_BROKERS', kafka.brokers.join(','));
  vi.stubEnv('DATABASE_URL', postgres.url);
  const other = await startInfrastructure({ needs: ['kafka', 'postgres'] });
  expect(other.kafka).toMatchObject({ external: true, brokers: kafka.brokers });
  expect(other.postgres).toMatchObject({ external: true, version: postgres.version });
  await expect(other.kafka?.kill()).rejects.toThrow('not ours');
  await other.stop();
  expect(await query('select 1 as one')).toEqual([{ one: 1 }]);
  vi.stubEnv('KAFKA_BROKERS', '');
  vi.stubEnv('DATABASE_URL', '');
});

test('after stop no process and no directory is left, but Kafka’s classes for the next start', async () => {
  const { kafka, postgres } = servers();
  const pids = [kafka.pid() ?? 0, postgres.pid() ?? 0];
  await running.stop();
  expect(pids.map(startTimeOf)).toEqual([undefined, undefined]);
  expect(existsSync(running.runDir)).toBe(false);
  expect(readdirSync(userCacheDir())).toEqual([expect.stringMatching(/^classes-.+\.jsa$/)]);
  await running.stop();
});
