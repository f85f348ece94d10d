// Feeds for tests: a fresh database, a topic, and a real process that can be killed.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type {
  CaptureMethod,
  DeliveredChange,
  FeedPlan,
  PreparedFeed,
} from '../../../shared/change-feed.ts';
import type { Infrastructure } from '../../../shared/infra/infrastructure.ts';
import { startProcess, type ManagedProcess } from '../../../shared/infra/process.ts';
import { serviceProgram } from '../../../shared/infra/service-program.ts';
import { waitUntil } from '../../../shared/infra/wait.ts';
import { createKafkaClient, impatient } from '../../kafka-client.ts';
import { readTopics } from '../../read-topics.ts';
import { changeFeed } from '../change-feed.ts';

/** The article's SQL, as written. */
export const articleTable = `
CREATE TABLE streaming_update_table (
  id serial PRIMARY KEY,
  data varchar(256) NOT NULL,
  is_soft_deleted boolean default false,
  create_date timestamp NOT NULL default now(),
  last_updated timestamp NOT NULL default now()
);

CREATE OR REPLACE FUNCTION update_last_updated_column()
RETURNS TRIGGER AS $$
BEGIN
  NEW.last_updated = now();
  RETURN NEW;
END;
$$ language 'plpgsql';

CREATE TRIGGER update_last_updated_column
BEFORE UPDATE ON streaming_update_table
FOR EACH ROW EXECUTE PROCEDURE update_last_updated_column();
`;

/** A database of one's own on a test's server. */
export type TestDatabase = {
  url: string;
  sql(text: string): Promise<unknown[]>;
  /** A session of one's own. */
  connect(): Promise<pg.Client>;
  drop(): Promise<void>;
};

/** Makes a database and runs `setUp` in it. */
export async function freshDatabase(
  { postgres }: Infrastructure,
  setUp = articleTable,
): Promise<TestDatabase> {
  if (!postgres) throw new Error('PostgreSQL was not started');
  const name = `feed${randomBytes(5).toString('hex')}`;
  const onServer = async (statement: string) => {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await onServer(`CREATE DATABASE ${name}`);
  const url = new URL(postgres.url);
  url.pathname = `/${name}`;
  const clients: pg.Client[] = [];
  const connect = async () => {
    const client = new pg.Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect();
    clients.push(client);
    return client;
  };
  let own = await connect();
  const sql = async (text: string): Promise<unknown[]> => {
    try {
      return (await own.query<pg.QueryResultRow>(text)).rows;
    } catch (error) {
      if (error instanceof pg.DatabaseError) throw error;
      own = await connect();
      return (await own.query<pg.QueryResultRow>(text)).rows;
    }
  };
  if (setUp) await sql(setUp);
  return {
    ...{ url: url.href, sql, connect },
    drop: async () => {
      for (const client of clients) await client.end().catch(() => undefined);
      await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

/** How a feed's process ended by itself. */
export type FeedEnd = { code: number | null; error: string };

/** A feed's process and its topic. */
export type TestFeed = {
  plan: FeedPlan;
  prepared: PreparedFeed;
  topic: string;
  process(): ManagedProcess;
  start(): Promise<void>;
  /** Starts it without waiting for anything. */
  launch(): Promise<ManagedProcess>;
  kill(): Promise<void>;
  /** Waits until the process has ended by itself. */
  ended(): Promise<FeedEnd>;
  /** Everything its processes have logged. */
  log(): string;
  /** Waits until the topic satisfies `enough` and returns its records. */
  deliveredOnce(enough: (found: DeliveredChange[]) => boolean): Promise<DeliveredChange[]>;
  /** SIGTERM, then slot, position and topic are removed. */
  end(): Promise<void>;
};

/** What a test says of a feed; the rest is made up. */
export type FeedOptions = { table?: string; name?: string; install?: boolean };

/** A plan of a feed with a name of its own. */
export function feedPlan(
  { kafka }: Infrastructure,
  { url }: Pick<TestDatabase, 'url'>,
  method: CaptureMethod,
  options: FeedOptions = {},
): FeedPlan {
  if (!kafka) throw new Error('Kafka was not started');
  const name = options.name ?? `t${randomBytes(5).toString('hex')}`;
  return {
    ...{ method, databaseUrl: url, kafkaBrokers: kafka.brokers, name, topic: `feed.${name}` },
    table: options.table ?? 'streaming_update_table',
  };
}

/** Starts the process of a feed with this environment. */
export async function launchFeed(
  { runDir }: Infrastructure,
  name: string,
  environment: Record<string, string>,
): Promise<ManagedProcess> {
  return startProcess({
    name: `change feed ${name}`,
    ...(await serviceProgram(changeFeed.serviceEntry, runDir)),
    env: { PATH: process.env['PATH'] ?? '', SERVICE_PARENT_PIPE: '1', ...environment },
    stdin: 'pipe',
    logFile: join(runDir, `${name}.log`),
  });
}

const logLine = z.object({ error: z.string() });

/** Waits until a feed's process has ended by itself; its last words are the error of its last log line. */
export async function endOf(feed: ManagedProcess): Promise<FeedEnd> {
  await waitUntil('the feed to end', () => !feed.running(), { deadlineMs: 30_000, everyMs: 25 });
  const { code } = await feed.exited;
  const last: unknown = JSON.parse(feed.logTail(1));
  return { code, error: logLine.parse(last).error };
}

/** A feed that is prepared and not yet started. */
export async function prepareFeed(
  infrastructure: Infrastructure,
  database: Pick<TestDatabase, 'url'>,
  method: CaptureMethod,
  options: FeedOptions = {},
): Promise<TestFeed> {
  const plan = feedPlan(infrastructure, database, method, options);
  if (options.install ?? true) await changeFeed.install(plan);
  const prepared = await changeFeed.prepare(plan);
  let running: ManagedProcess | undefined;
  const current = () => {
    if (!running) throw new Error('the feed was never started');
    return running;
  };
  const log = () => running?.logTail(1_000) ?? '';
  const launch = async () =>
    (running = await launchFeed(infrastructure, plan.name, prepared.environment));
  return {
    ...{ plan, prepared, topic: plan.topic, launch, log, process: current },
    start: async () => {
      const before = log().split('"streaming"').length;
      const started = await launch();
      await waitUntil(
        'the feed to stream',
        () => {
          if (!started.running()) throw new Error(`the feed ended: ${started.logTail(1)}`);
          return log().split('"streaming"').length > before;
        },
        { deadlineMs: 30_000, everyMs: 25 },
      );
    },
    kill: () => running?.kill() ?? Promise.resolve(),
    ended: () => endOf(current()),
    deliveredOnce: async (enough) => {
      let found: DeliveredChange[] = [];
      await waitUntil(
        'the topic to have it all',
        async () => enough((found = await prepared.delivered())),
        { deadlineMs: 60_000, everyMs: 100 },
      ).catch((error: unknown) => {
        throw new Error(`the topic has ${found.length} records; the log: ${log().slice(-600)}`, {
          cause: error,
        });
      });
      return found;
    },
    end: async () => {
      await running?.stop(5_000);
      await prepared.remove();
    },
  };
}

/** Installs what the method needs and starts its process; resolves when it streams. */
export async function startFeed(
  ...[infrastructure, database, method, options]: Parameters<typeof prepareFeed>
): Promise<TestFeed> {
  const feed = await prepareFeed(infrastructure, database, method, options);
  await feed.start();
  return feed;
}

/** The text of each record of a topic, by key in order: parsing would round large numbers. */
export async function recordTexts({
  kafkaBrokers,
  topic,
}: Pick<FeedPlan, 'kafkaBrokers' | 'topic'>): Promise<string[]> {
  const kafka = createKafkaClient({ brokers: kafkaBrokers, clientId: 'test', ...impatient });
  const records = await readTopics(kafka, [topic]);
  return records.map(({ value }) => value ?? '');
}
