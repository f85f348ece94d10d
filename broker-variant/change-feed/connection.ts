// One connection of a feed: it reads, listens and keeps the position, and holds the lock that makes the feed the only one of its name.
import pg from 'pg';
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { FeedError } from './feed-error.ts';

/** A session of the feed. */
export type Connection = Sql & {
  /** Calls back at each notification on `channel` from then on. */
  listen(channel: string, onNotification: (payload: string) => void): Promise<void>;
  close(): Promise<void>;
};

/** What every session of a feed says of itself, so that its cost can be told from others'. */
export function applicationName(feed: string): string {
  return `change feed ${feed}`;
}

const lockRow = z.tuple([z.object({ locked: z.boolean() })]);
/** A killed predecessor is gone as soon as the server notices. */
const lockDeadlineMs = 10_000;

/** Connects. Rows never depend on the session's time zone or on statistics of a table that was empty a moment ago. */
export async function connect(databaseUrl: string, feed: string): Promise<Connection> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName(feed),
    connectionTimeoutMillis: 5_000,
    options: sessionOptions,
  });
  // A lost connection is noticed by the next query; without a listener it would end the process.
  client.on('error', () => undefined);
  await client.connect();
  return {
    query: (text, values) => client.query<pg.QueryResultRow>(text, values),
    listen: async (channel, onNotification) => {
      client.on('notification', ({ payload }) => onNotification(payload ?? ''));
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    },
    close: () => client.end().catch(() => undefined),
  };
}

/** Settings of every session, as the server takes them at the start. */
export const sessionOptions = [
  'TimeZone=UTC',
  'DateStyle=ISO',
  // The indexes of a feed fit its reads exactly: anything else would be chosen by stale statistics only.
  ...['enable_seqscan=off', 'enable_bitmapscan=off', 'max_parallel_workers_per_gather=0'],
  // A position lost in a crash of the server only sends a few records again.
  'synchronous_commit=off',
]
  .map((setting) => `-c ${setting}`)
  .join(' ');

/** Makes this session the only one of the feed's name; throws FeedError when another stays. */
export async function lockFeed(sql: Sql, feed: string): Promise<void> {
  await waitUntil(
    `the lock of feed ${feed}`,
    async () => {
      const { rows } = await sql.query(
        `SELECT pg_try_advisory_lock(hashtextextended('change feed ' || $1, 0)) AS locked`,
        [feed],
      );
      return lockRow.parse(rows)[0].locked;
    },
    { deadlineMs: lockDeadlineMs },
  ).catch((cause: unknown) => {
    const isLate = cause instanceof Error && cause.message.startsWith('waited');
    if (!isLate) throw cause;
    throw new FeedError(
      `feed "${feed}" is already running in another process: stop that one, or choose another name`,
      { cause },
    );
  });
}
