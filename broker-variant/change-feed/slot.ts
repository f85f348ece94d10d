// The feed's own objects in the source database: a publication of the table, and a replication slot.
import pg from 'pg';
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { FeedError } from './feed-error.ts';
import { parseLsn } from './lsn.ts';
import type { SourceTable } from './source-table.ts';

/** Name of the feed's slot and of its publication. */
export function slotOf(feed: string): string {
  return `change_feed_${feed}`;
}

const settingRow = z.tuple([z.object({ level: z.string() })]);
const slotRows = z.array(
  z.object({
    active_pid: z.number().nullable(),
    wal_status: z.string().nullable(),
    retained_bytes: z.coerce.number().nullable(),
    confirmed_lsn: z.string().nullable(),
    end_lsn: z.string(),
  }),
);

/** A slot as the server sees it. */
export type SlotState = {
  /** Process id of the server process that streams from it; null = nobody does. */
  activePid: number | null;
  /** The log it needs is not there any more. */
  isLost: boolean;
  /** Log that is kept for its sake. */
  retainedBytes: number;
  /** Everything before it was confirmed. */
  confirmedLsn: bigint;
  /** Where the log ends now. */
  endLsn: bigint;
};

/** Throws FeedError when the server keeps no logical log. */
export async function requireLogicalLog(sql: Sql): Promise<void> {
  const { rows } = await sql.query(`SELECT current_setting('wal_level') AS level`);
  const [{ level }] = settingRow.parse(rows);
  if (level !== 'logical')
    throw new FeedError(
      `wal_level of this server is "${level}": set it to logical and start PostgreSQL again, or use snapshot-polling`,
    );
}

/**
 * Throws FeedError when the log would not say which row an update was of; for `nothing` the server would even
 * refuse everybody's updates of a published table.
 */
export function requireReplicaIdentity({ label, quoted, replicaIdentity }: SourceTable): void {
  if (replicaIdentity === 'default' || replicaIdentity === 'full') return;
  throw new FeedError(
    `${label} has REPLICA IDENTITY ${replicaIdentity.toUpperCase()}, so the log would not carry its key: ALTER TABLE ${quoted} REPLICA IDENTITY DEFAULT`,
  );
}

/** The feed's slot, or undefined when there is none. */
export async function readSlot(sql: Sql, feed: string): Promise<SlotState | undefined> {
  const { rows } = await sql.query(
    `SELECT active_pid, wal_status, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) AS retained_bytes,
            confirmed_flush_lsn::text AS confirmed_lsn, pg_current_wal_lsn()::text AS end_lsn
     FROM pg_replication_slots WHERE slot_name = $1 AND database = current_database()`,
    [slotOf(feed)],
  );
  const [slot] = slotRows.parse(rows);
  return (
    slot && {
      activePid: slot.active_pid,
      isLost: slot.wal_status === 'lost',
      retainedBytes: slot.retained_bytes ?? 0,
      confirmedLsn: parseLsn(slot.confirmed_lsn ?? '0/0'),
      endLsn: parseLsn(slot.end_lsn),
    }
  );
}

/** A killed predecessor's connection is noticed by the server a moment later. */
const freeDeadlineMs = 10_000;

/** Waits until nobody streams from the slot; throws FeedError when somebody goes on. */
export async function waitUntilFree(sql: Sql, feed: string): Promise<void> {
  let holder: number | null = null;
  await waitUntil(
    'the replication slot to be free',
    async () => (holder = (await readSlot(sql, feed))?.activePid ?? null) === null,
    { deadlineMs: freeDeadlineMs, everyMs: 100 },
  ).catch((cause: unknown) => {
    if (holder === null) throw cause;
    throw new FeedError(
      `replication slot ${slotOf(feed)} is in use by server process ${holder}: stop whoever reads it, or choose another name`,
      { cause },
    );
  });
}

/** Publishes the table's rows, if the feed's publication does not do so yet. */
export async function publishTable(sql: Sql, feed: string, table: SourceTable): Promise<void> {
  const { rows } = await sql.query(
    `SELECT FROM pg_publication_rel r JOIN pg_publication p ON p.oid = r.prpubid
     WHERE p.pubname = $1 AND r.prrelid = $2::int8::oid`,
    [slotOf(feed), table.oid],
  );
  if (rows.length > 0) return;
  const name = pg.escapeIdentifier(slotOf(feed));
  await sql.query(`DROP PUBLICATION IF EXISTS ${name}`);
  // TRUNCATE names no rows: who needs it streamed has to delete them.
  await sql.query(
    `CREATE PUBLICATION ${name} FOR TABLE ${table.quoted} WITH (publish = 'insert, update, delete')`,
  );
}

/** Removes slot and publication; nothing happens where there are none. */
export async function removeSlot(sql: Sql, feed: string): Promise<void> {
  if (await readSlot(sql, feed)) {
    await waitUntilFree(sql, feed);
    await sql.query('SELECT pg_drop_replication_slot($1)', [slotOf(feed)]);
  }
  await sql.query(`DROP PUBLICATION IF EXISTS ${pg.escapeIdentifier(slotOf(feed))}`);
}
