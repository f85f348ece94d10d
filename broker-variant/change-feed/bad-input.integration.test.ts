// What cannot be fed is refused in one sentence that says what to do, before anything runs or by the process's last words.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { captureMethods, type CaptureMethod, type FeedPlan } from '../../shared/change-feed.ts';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { changeFeed } from './change-feed.ts';
import { openStream } from './replication-stream.ts';
import { environmentOf } from './settings.ts';
import { slotOf } from './slot.ts';
import {
  articleTable,
  endOf,
  feedPlan,
  freshDatabase,
  launchFeed,
  prepareFeed,
  startFeed,
  type TestDatabase,
} from './testing/feed-bench.ts';

const infrastructure = useInfrastructure(['kafka', 'postgres']);

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase(
    infrastructure(),
    `${articleTable}
    CREATE SCHEMA one; CREATE SCHEMA two;
    CREATE TABLE one.twin (id int PRIMARY KEY); CREATE TABLE two.twin (id int PRIMARY KEY);
    CREATE VIEW a_view AS SELECT * FROM streaming_update_table;
    CREATE TABLE in_parts (id int PRIMARY KEY) PARTITION BY RANGE (id);
    CREATE TABLE no_key (data text, last_updated timestamp);
    CREATE TABLE two_keys (a int, b int, PRIMARY KEY (a, b));
    CREATE TABLE unstamped (id int PRIMARY KEY, data text);
    CREATE TABLE by_day (id int PRIMARY KEY, last_updated date);
    CREATE TRIGGER stamp BEFORE UPDATE ON by_day FOR EACH ROW EXECUTE FUNCTION update_last_updated_column();
    CREATE TABLE no_trigger (id int PRIMARY KEY, last_updated timestamp);
    CREATE TABLE replica_trigger (id int PRIMARY KEY, last_updated timestamp);
    CREATE TRIGGER stamp BEFORE UPDATE ON replica_trigger FOR EACH ROW EXECUTE FUNCTION update_last_updated_column();
    ALTER TABLE replica_trigger ENABLE REPLICA TRIGGER stamp;
    CREATE TABLE xid_dropped (id int PRIMARY KEY);
    CREATE TABLE xid_off (id int PRIMARY KEY);
    CREATE TABLE xid_taken (id int PRIMARY KEY, change_xid int, data text);
    INSERT INTO xid_taken VALUES (1, 1, 'a');
    CREATE TABLE no_identity (id int PRIMARY KEY); ALTER TABLE no_identity REPLICA IDENTITY NOTHING;`,
  );
  for (const table of ['xid_dropped', 'xid_off'])
    await changeFeed.install(plan('snapshot-polling', table));
  await database.sql(`DROP TRIGGER change_feed_stamp ON xid_dropped;
    ALTER TABLE xid_off DISABLE TRIGGER change_feed_notify;`);
});
afterAll(() => database.drop());

const plan = (method: CaptureMethod, table: string, change: Partial<FeedPlan> = {}): FeedPlan => ({
  ...feedPlan(infrastructure(), database, method, { table }),
  ...change,
});
/** The one sentence with which a plan is refused. */
async function refusal(refused: Promise<unknown>): Promise<string> {
  const { message, name } = await refused.then(
    () => new Error('nothing was refused'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
  expect(name, message).toBe('FeedError');
  expect(message).not.toContain('\n');
  return message;
}

describe('a plan', () => {
  const polling = ['timestamp-polling', 'snapshot-polling'] as const;
  it.each<[what: string, table: string, methods: readonly CaptureMethod[], words: RegExp]>([
    ['of no such table', 'nowhere', captureMethods, /no table "nowhere" \(there are: .*one\.twin/],
    ['of two tables', 'twin', captureMethods, /several schemas: say one\.twin or two\.twin/],
    ['of a view', 'a_view', captureMethods, /public\.a_view is no plain table/],
    [
      'of a partitioned table',
      'in_parts',
      captureMethods,
      /partitioned table: feed its partitions/,
    ],
    ['of a table without a key', 'no_key', captureMethods, /public\.no_key has no primary key/],
    ['of a key of two columns', 'two_keys', captureMethods, /2 columns \(a, b\)/],
    ['of an unstamped table', 'unstamped', ['timestamp-polling'], /no column last_updated/],
    ['of stamps that are days', 'by_day', ['timestamp-polling'], /type date: .*needs a timestamp/],
    ['of a stamp nobody sets', 'no_trigger', ['timestamp-polling'], /no BEFORE UPDATE trigger/],
    [
      'of a trigger for replicas only',
      'replica_trigger',
      ['timestamp-polling'],
      /no BEFORE UPDATE/,
    ],
    ['without change_xid', 'unstamped', ['snapshot-polling'], /no column change_xid.*--install/],
    ['with a trigger missing', 'xid_dropped', ['snapshot-polling'], /no trigger change_feed_stamp/],
    ['with a trigger off', 'xid_off', ['snapshot-polling'], /no trigger change_feed_notify/],
    ['of a change_xid that is taken', 'xid_taken', ['snapshot-polling'], /integer, not xid8/],
    ['of a log without keys', 'no_identity', ['logical-replication'], /REPLICA IDENTITY NOTHING/],
    ['of nothing', '', polling, /FEED_TABLE/],
  ])('%s is refused', async (_what, table, methods, words) => {
    for (const method of methods)
      expect(await refusal(changeFeed.prepare(plan(method, table)))).toMatch(words);
  });

  it('that would ruin a table is not installed', async () => {
    const taken = changeFeed.install(plan('snapshot-polling', 'xid_taken'));
    expect(await refusal(taken)).toMatch(/xid_taken\.change_xid is of type integer, not xid8/);
    await database.sql(`UPDATE xid_taken SET data = 'b'`);
    expect(await refusal(changeFeed.install(plan('timestamp-polling', 'no_trigger')))).toMatch(
      /no BEFORE UPDATE trigger/,
    );
  });

  it('that is malformed is refused by the name of its variable', async () => {
    const article = 'streaming_update_table';
    for (const [change, words] of [
      [{ name: 'Not-A-Name' }, /FEED_NAME: must be 1 to 40 lower case/],
      [{ name: 'x'.repeat(41) }, /FEED_NAME: must be 1 to 40 lower case/],
      [{ topic: 'no topic' }, /FEED_TOPIC: must be 1 to 200 letters/],
      [{ databaseUrl: 'mysql://me:secret-word@host/db' }, /FEED_DATABASE_URL: must begin with/],
      [{ databaseUrl: 'postgres://me:secret-word@ho st/db' }, /FEED_DATABASE_URL: is no address/],
      [{ kafkaBrokers: [] }, /KAFKA_BROKERS/],
    ] as [Partial<FeedPlan>, RegExp][]) {
      const sentence = await refusal(
        changeFeed.prepare(plan('timestamp-polling', article, change)),
      );
      expect(sentence).toMatch(words);
      expect(sentence).not.toContain('secret-word');
    }
    const environment = environmentOf(plan('timestamp-polling', article));
    const ended = await endOf(
      await launchFeed(infrastructure(), 'malformed', { ...environment, FEED_METHOD: 'guessing' }),
    );
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.error).toMatch(/FEED_METHOD: .*timestamp-polling/);
  });

  it('of a server without a logical log is refused', async () => {
    const other = await startInfrastructure({
      ...{ needs: ['postgres'], postgresSettings: { wal_level: 'replica' } },
    });
    try {
      const there = await freshDatabase(other);
      const refused = changeFeed.prepare({
        ...plan('logical-replication', 'streaming_update_table'),
        databaseUrl: there.url,
      });
      expect(await refusal(refused)).toMatch(/wal_level .* "replica": set it to logical/);
    } finally {
      await other.stop();
    }
  });
});

describe('a role', () => {
  const as = (password: string) => {
    const url = new URL(database.url);
    [url.username, url.password] = ['feeble', password];
    return { databaseUrl: url.href };
  };

  it('without rights, with a wrong password or without a database is told so', async () => {
    const article = 'streaming_update_table';
    await database.sql(`CREATE ROLE feeble LOGIN PASSWORD 'its-own-word'`);
    const feeble = as('its-own-word');
    expect(await refusal(changeFeed.install(plan('snapshot-polling', article, feeble)))).toMatch(
      /role may not do what it has to: .*denied/,
    );
    for (const method of ['timestamp-polling', 'logical-replication'] as const) {
      const started = plan(method, article, feeble);
      const ended = await endOf(
        await launchFeed(infrastructure(), started.name, environmentOf(started)),
      );
      expect(ended).toMatchObject({ code: 3 });
      expect(ended.error).toMatch(/role may not do what it has to: permission denied/);
    }
    const wrong = plan('timestamp-polling', article, as('wrong-word'));
    expect(await refusal(changeFeed.prepare(wrong))).toMatch(/does not let the feed in: password/);
    const ended = await endOf(await launchFeed(infrastructure(), wrong.name, environmentOf(wrong)));
    expect(ended).toMatchObject({ code: 3 });
    expect(ended.error).toMatch(/does not let the feed in: password/);
    const gone = { databaseUrl: database.url.replace(/[^/]*$/, 'no_such_database') };
    expect(await refusal(changeFeed.prepare(plan('timestamp-polling', article, gone)))).toMatch(
      /does not let the feed in: database "no_such_database" does not exist/,
    );
  });
});

describe.concurrent('a feed that is not alone', () => {
  it.each(['snapshot-polling', 'logical-replication'] as const)(
    'leaves the first of its name undisturbed and ends, by %s',
    async (method) => {
      const own = await freshDatabase(infrastructure());
      const first = await startFeed(infrastructure(), own, method);
      try {
        const name = first.plan.name;
        const second = await prepareFeed(infrastructure(), own, method, { name });
        await second.launch();
        const { code, error } = await second.ended();
        expect(code).toBe(3);
        expect(error).toMatch(/is already running in another process/);
        await own.sql(`INSERT INTO streaming_update_table (data) VALUES ('undisturbed')`);
        await first.deliveredOnce(({ length }) => length === 1);
        expect(first.process().running()).toBe(true);
      } finally {
        await first.end();
        await own.drop();
      }
    },
  );

  it('does not take a slot from somebody who streams from it', async () => {
    const own = await freshDatabase(infrastructure());
    const feed = await prepareFeed(infrastructure(), own, 'logical-replication');
    const { name, databaseUrl } = feed.plan;
    await own.sql(`SELECT pg_create_logical_replication_slot('${slotOf(name)}', 'pgoutput')`);
    await own.sql(`CREATE PUBLICATION ${slotOf(name)} FOR TABLE streaming_update_table`);
    const streams: { start(): void } = { start: () => undefined };
    const streaming = new Promise<void>((resolve) => {
      streams.start = resolve;
    });
    const stranger = openStream(
      { databaseUrl, name },
      {
        onStart: () => streams.start(),
        onMessage: () => undefined,
        onHeartbeat: () => undefined,
        onLost: () => undefined,
      },
    );
    try {
      await streaming;
      await feed.launch();
      const { code, error } = await feed.ended();
      expect(code).toBe(3);
      expect(error).toMatch(/slot change_feed_\w+ is in use by server process \d+: stop whoever/);
    } finally {
      await stranger.stop();
      await feed.end();
      await own.drop();
    }
  });
});

it('a log of all these feeds holds no password', () => {
  const { runDir } = infrastructure();
  const passwords = ['its-own-word', 'wrong-word', new URL(database.url).password];
  const logs = readdirSync(runDir).filter((name) => name.endsWith('.log'));
  expect(logs.length).toBeGreaterThan(5);
  const text = logs.map((name) => readFileSync(join(runDir, name), 'utf8')).join('');
  expect(z.string().min(500).safeParse(text).success).toBe(true);
  for (const password of passwords) {
    expect(password.length).toBeGreaterThan(5);
    expect(text).not.toContain(password);
  }
});
