// Feeds for tests: a fresh database, a topic, and a real process that can be killed.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { CaptureMethod, DeliveredChange, PreparedFeed } from '../../../shared/change-feed.ts';
import type { Infrastructure } from '../../../shared/infra/infrastructure.ts';
import { startProcess, type ManagedProcess } from '../../../shared/infra/process.ts';
import { waitUntil } from '../../../shared/infra/wait.ts';
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

/** A feed's process and its topic. */
export type TestFeed = {
  prepared: PreparedFeed;
  topic: string;
  process(): ManagedProcess;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Waits until the topic satisfies `enough` and returns its records. */
  deliveredOnce(enough: (found: DeliveredChange[]) => boolean): Promise<DeliveredChange[]>;
  /** SIGTERM, then slot, position and topic are removed. */
  end(): Promise<void>;
};

/** Installs what the method needs and starts its process; resolves when it streams. */
export async function startFeed(
  infrastructure: Infrastructure,
  database: Pick<TestDatabase, 'url'>,
  method: CaptureMethod,
  options: { table?: string; name?: string; install?: boolean } = {},
): Promise<TestFeed> {
  const { kafka, runDir } = infrastructure;
  if (!kafka) throw new Error('Kafka was not started');
  const name = options.name ?? `t${randomBytes(5).toString('hex')}`;
  const topic = `feed.${name}`;
  const plan = {
    ...{ method, databaseUrl: database.url, kafkaBrokers: kafka.brokers, name, topic },
    table: options.table ?? 'streaming_update_table',
  };
  if (options.install ?? true) await changeFeed.install(plan);
  const prepared = await changeFeed.prepare(plan);
  let running: ManagedProcess | undefined;
  const logFile = () => running?.logTail(100) ?? '';
  const start = async () => {
    const before = logFile().split('"streaming"').length;
    const started = await startProcess({
      name: `change feed ${name}`,
      command: process.execPath,
      args: ['--import', 'tsx', fileURLToPath(changeFeed.serviceEntry)],
      env: { PATH: process.env['PATH'] ?? '', SERVICE_PARENT_PIPE: '1', ...prepared.environment },
      stdin: 'pipe',
      logFile: join(runDir, `${name}.log`),
    });
    running = started;
    await waitUntil(
      'the feed to stream',
      () => {
        if (!started.running()) throw new Error(`the feed ended: ${started.logTail(1)}`);
        return logFile().split('"streaming"').length > before;
      },
      { deadlineMs: 30_000, everyMs: 25 },
    );
  };
  await start();
  return {
    ...{ prepared, topic, start },
    process: () => {
      if (!running) throw new Error('the feed was never started');
      return running;
    },
    kill: () => running?.kill() ?? Promise.resolve(),
    deliveredOnce: async (enough) => {
      let found: DeliveredChange[] = [];
      await waitUntil(
        'the topic to have it all',
        async () => enough((found = await prepared.delivered())),
        { deadlineMs: 60_000, everyMs: 100 },
      );
      return found;
    },
    end: async () => {
      await running?.stop(5_000);
      await prepared.remove();
    },
  };
}
