// How far a feed has come, kept in a table of the source database: a restart goes on from there.
import { z } from 'zod';
import type { CaptureMethod } from '../../shared/change-feed.ts';
import type { Sql } from '../../shared/db/database.ts';
import { FeedError } from './feed-error.ts';
import type { SourceTable } from './source-table.ts';

/** A place in the source: everything up to and with it has been delivered. */
export type Cursor = {
  /** Timestamp, transaction id or place in the log, as text; comparable as such. */
  stamp: string;
  /** Primary key as text, which orders rows of one stamp; empty for the log. */
  key: string;
};

/** Keeps one feed's cursor. */
export type PositionStore = {
  /** Null when nothing has been delivered yet. */
  load(): Promise<Cursor | null>;
  /** Call it once everything up to there has been acknowledged by Kafka, never before. */
  save(cursor: Cursor): Promise<void>;
};

const setUp = `
  CREATE SCHEMA IF NOT EXISTS change_feed;
  CREATE TABLE IF NOT EXISTS change_feed.position (
    feed text PRIMARY KEY,
    method text NOT NULL,
    source_oid bigint NOT NULL,
    source text NOT NULL,
    stamp text NOT NULL,
    key text NOT NULL,
    last_updated timestamptz NOT NULL DEFAULT now()
  )`;

const storedRows = z.array(
  z.object({
    ...{ method: z.string(), source_oid: z.coerce.number(), source: z.string() },
    ...{ stamp: z.string(), key: z.string() },
  }),
);

/** Forgets feed `name`; nothing happens where no feed has ever been. */
export async function forgetPosition(sql: Sql, name: string): Promise<void> {
  const { rows } = await sql.query(
    `SELECT to_regclass('change_feed.position') IS NOT NULL AS there`,
  );
  if (z.tuple([z.object({ there: z.boolean() })]).parse(rows)[0].there)
    await sql.query('DELETE FROM change_feed.position WHERE feed = $1', [name]);
}

/** The store of feed `name`; makes its table when it is not there. */
export async function openPositions(
  sql: Sql,
  name: string,
  method: CaptureMethod,
  table: SourceTable,
): Promise<PositionStore> {
  // Two feeds that start together would both find nothing and one would fail to make it.
  await sql.query(`SELECT pg_advisory_lock(hashtextextended('change feed set-up', 0))`);
  try {
    await sql.query(setUp);
  } finally {
    await sql.query(`SELECT pg_advisory_unlock(hashtextextended('change feed set-up', 0))`);
  }
  return {
    load: async () => {
      const { rows } = await sql.query('SELECT * FROM change_feed.position WHERE feed = $1', [
        name,
      ]);
      const [stored] = storedRows.parse(rows);
      if (!stored) return null;
      if (stored.method !== method || stored.source !== table.label)
        throw new FeedError(
          `feed "${name}" belongs to ${stored.source} by ${stored.method}: choose another name`,
        );
      if (stored.source_oid !== table.oid)
        throw new FeedError(
          `${table.label} was dropped and made anew since feed "${name}" last ran: its position means nothing there, so choose another name`,
        );
      return { stamp: stored.stamp, key: stored.key };
    },
    save: async ({ stamp, key }) => {
      await sql.query(
        `INSERT INTO change_feed.position (feed, method, source_oid, source, stamp, key)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (feed) DO UPDATE SET stamp = $5, key = $6, last_updated = now()`,
        [name, method, table.oid, table.label, stamp, key],
      );
    },
  };
}
