// `npm run feed` beside a real `npm run live`: an order booked there arrives here, and nothing is left on any way out.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import kafkajs from 'kafkajs';
import pg from 'pg';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { rowChangeSchema, type RowChange } from '../../shared/change-feed.ts';
import { isAlive } from '../../shared/infra/process-identity.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import {
  descendants,
  startHarness,
  type HarnessProcess,
} from '../engine/testing/harness-process.ts';
import { eventually } from '../engine/testing/test-bench.ts';

const liveCli = fileURLToPath(new URL('../live/cli.ts', import.meta.url));
const feedCli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const told = z.object({
  kafkaBrokers: z.array(z.string()),
  databases: z.array(z.object({ contender: z.string(), url: z.string() })),
});

/** A live session that no feed of another test can find. */
async function startLive() {
  const root = mkdtempSync(join(tmpdir(), 'feed-test-'));
  // PostgreSQL runs as another user.
  chmodSync(root, 0o711);
  const env = { TMPDIR: root, DATABASE_URL: '', KAFKA_BROKERS: '' };
  const live = startHarness(['--rate', '2', '--seed', '3'], env, liveCli);
  // Two contenders, eight services and a warm-up: on a busy machine that takes its time.
  await live.printed('Open ', 100_000);
  const [, address = '', token = ''] = /Open\s+(\S+)\/#(\S+)/.exec(live.output()) ?? [];
  const runs = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const path = runs.find((name) => name.endsWith('feed-source.json')) ?? '';
  const servers = told.parse(JSON.parse(readFileSync(join(root, path), 'utf8')));
  const url = servers.databases.find(({ contender }) => contender === 'broker')?.url ?? '';
  const book = async () => {
    const orderId = randomUUID();
    const reply = await fetch(`${address}/contenders/broker/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-live-token': token },
      body: JSON.stringify({
        ...{ orderId, flight: 'RB1000', seats: 1 },
        ...{ card: '4242424242424242', email: 'me@example.org' },
      }),
    });
    expect(reply.status, await reply.text()).toBeLessThan(300);
    return orderId;
  };
  return { live, env, servers, url, book };
}
type Live = Awaited<ReturnType<typeof startLive>>;

/** What feeds have in the servers of a session. */
async function keptIn({ servers, url }: Live): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const kafka = new kafkajs.Kafka({
    clientId: 'test',
    brokers: servers.kafkaBrokers,
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  await admin.connect();
  try {
    const { rows } = await client.query<pg.QueryResultRow>(
      `SELECT slot_name AS name FROM pg_replication_slots
       UNION ALL SELECT pubname FROM pg_publication UNION ALL SELECT feed FROM change_feed.position`,
    );
    const names = z.array(z.object({ name: z.string() })).parse(rows);
    const topics = await admin.listTopics();
    const { groups } = await admin.listGroups();
    const ours = [...topics, ...groups.map(({ groupId }) => groupId)].filter((name) =>
      /^(feed\.|mine)/.test(name),
    );
    return [...names.map(({ name }) => name), ...ours];
  } finally {
    await client.end();
    await admin.disconnect();
  }
}

const changesOf = (feed: HarnessProcess): RowChange[] =>
  feed
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => rowChangeSchema.parse(JSON.parse(line)));

/** Waits for the record in which an order is confirmed; of its kinds, in order. */
async function confirmed(feed: HarnessProcess, orderId: string): Promise<string[]> {
  await eventually('the order to be confirmed', () =>
    changesOf(feed).some(({ key, row }) => key === orderId && row?.['step'] === 'confirmed')
      ? true
      : undefined,
  );
  return changesOf(feed).flatMap(({ key, kind }) => (key === orderId ? [kind] : []));
}

async function end(feed: HarnessProcess): Promise<number | null> {
  const pids = descendants(feed.pid);
  expect(pids.length).toBeGreaterThan(0);
  feed.interrupt();
  const code = await feed.exited;
  await waitUntil('its processes to be gone', () => !pids.some(isAlive), { deadlineMs: 20_000 });
  return code;
}

it('shows what becomes of an order that is booked in a live session', async () => {
  const session = await startLive();
  const { live, env, book } = session;
  const feedOf = (...args: string[]) => startHarness(args, env, feedCli);

  const polling = feedOf('--table', 'orders', '--json');
  await polling.printed('Streaming');
  expect(await confirmed(polling, await book())).toContain('upsert');
  expect(await end(polling), polling.output()).toBe(130);
  expect(await keptIn(session)).toEqual([]);

  // A kept topic: the next run goes on, and shows nothing again.
  const kept = ['--table', 'orders', '--topic', 'mine', '--method', 'logical-replication'];
  const before = await book();
  const first = feedOf(...kept, '--json');
  await first.printed('Streaming');
  await confirmed(first, before);
  expect(await end(first), first.output()).toBe(130);
  expect(first.output()).toContain('npm run feed -- --remove --topic mine');
  expect((await keptIn(session)).toSorted((a, b) => a.localeCompare(b))).toEqual([
    ...['change_feed_mine', 'change_feed_mine', 'mine', 'mine'],
  ]);
  const meanwhile = await book();
  const second = feedOf(...kept, '--json');
  expect(await confirmed(second, meanwhile)).toEqual(['insert', 'update', 'update']);
  expect(changesOf(second).map(({ kind }) => kind)).not.toContain('read');
  expect(changesOf(second).map(({ key }) => key)).not.toContain(before);
  expect(await end(second), second.output()).toBe(130);
  const removing = feedOf('--remove', '--topic', 'mine');
  expect(await removing.exited, removing.output()).toBe(0);
  expect(await keptIn(session)).toEqual([]);

  // A mistake is one sentence, and leaves nothing either.
  const wrong = feedOf('--table', 'order');
  expect(await wrong.exited).toBe(3);
  expect(wrong.output()).toMatch(/^there is no table "order" \(there are: .*\n$/);
  expect(await keptIn(session)).toEqual([]);

  // The session ends under a feed that reads its log.
  const last = feedOf('--table', 'orders', '--method', 'logical-replication', '--json');
  await last.printed('Streaming');
  await confirmed(last, await book());
  const pids = [...descendants(live.pid), ...descendants(last.pid)];
  live.interrupt();
  expect(await last.exited, last.output()).toBe(3);
  expect(last.output()).toContain('npm run live (broker) has ended');
  expect(await live.exited, live.output()).toBe(0);
  await waitUntil('all processes to be gone', () => !pids.some(isAlive), { deadlineMs: 20_000 });
});

it('reads from the servers that variables name, and changes a table only when told to', async () => {
  const session = await startLive();
  const { live, env, servers, url, book } = session;
  const variables = { ...env, DATABASE_URL: url, KAFKA_BROKERS: servers.kafkaBrokers.join(',') };
  const feedOf = (...args: string[]) =>
    startHarness(['--table', 'orders', ...args], variables, feedCli);

  const refused = feedOf();
  expect(await refused.exited).toBe(3);
  expect(refused.output()).toMatch(
    /^gateway\.orders has no column change_xid.* \(--install adds it\)\n$/,
  );

  const feed = feedOf('--install', '--json');
  await feed.printed('orders of DATABASE_URL, by snapshot-polling');
  await feed.printed('Streaming');
  await confirmed(feed, await book());
  expect(await end(feed)).toBe(130);
  expect(await keptIn(session)).toEqual([]);
  for (const text of [feed.output(), refused.output()])
    expect(text).not.toContain(new URL(url).password);

  for (const [wrong, sentence] of [
    [
      { DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/x' },
      /PostgreSQL does not answer .*DATABASE_URL/,
    ],
    [{ KAFKA_BROKERS: '127.0.0.1:1' }, /Kafka does not answer .*KAFKA_BROKERS/],
  ] as const) {
    const away = startHarness(['--table', 'orders'], { ...variables, ...wrong }, feedCli);
    expect(await away.exited, away.output()).toBe(3);
    expect(away.output()).toMatch(sentence);
    expect(away.output()).not.toContain('secret');
  }
  const nowhere = startHarness(
    ['--table', 'orders'],
    { ...env, TMPDIR: mkdtempSync(join(tmpdir(), 'feed-test-')) },
    feedCli,
  );
  expect(await nowhere.exited).toBe(2);
  expect(nowhere.output()).toMatch(/"npm run live" .* DATABASE_URL and KAFKA_BROKERS/);

  // A session that is killed says nothing, and its servers never come back.
  const orphan = startHarness(['--table', 'orders', '--json'], env, feedCli);
  await orphan.printed('Streaming');
  const pids = [...descendants(live.pid), ...descendants(orphan.pid)];
  process.kill(live.pid, 'SIGKILL');
  expect(await orphan.exited, orphan.output()).toBe(3);
  expect(orphan.output()).toContain('npm run live (broker) has ended');
  await waitUntil('all processes to be gone', () => !pids.some(isAlive), { deadlineMs: 20_000 });
});
