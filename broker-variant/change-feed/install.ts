// What polling needs of a table beyond what the table has: a stamp that cannot lie, a way to be woken, an index.
import type { CaptureMethod } from '../../shared/change-feed.ts';
import type { Sql } from '../../shared/db/database.ts';
import {
  notifyChannel,
  notifyTrigger,
  requireXidType,
  stampTrigger,
  xidColumn,
} from './snapshot-column.ts';
import { findTable } from './source-table.ts';
import { requireStamp, stampColumn } from './timestamp-column.ts';

/** Adds to `table` what `method` needs; does nothing where it is there already. Takes an exclusive lock for a moment. */
export async function installFeed(sql: Sql, table: string, method: CaptureMethod): Promise<void> {
  const source = await findTable(sql, table);
  const { quoted, key } = source;
  const indexOn = async (column: string) => {
    // Not every identifier has room for a suffix, so the server chooses the name; hence the look first.
    const { rows } = await sql.query(
      `SELECT FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = $1::int8::oid AND a.attname = $2`,
      [source.oid, column],
    );
    if (rows.length === 0) await sql.query(`CREATE INDEX ON ${quoted} (${column}, ${key.quoted})`);
  };
  switch (method) {
    case 'logical-replication':
      return;
    case 'timestamp-polling':
      requireStamp(source);
      return indexOn(stampColumn);
    case 'snapshot-polling':
      requireXidType(source);
      // Rows that are there already get the number of this very transaction, and are fed like new ones.
      await sql.query(`
        CREATE SCHEMA IF NOT EXISTS change_feed;
        CREATE OR REPLACE FUNCTION change_feed.stamp() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.${xidColumn} := pg_current_xact_id();
          RETURN NEW;
        END $$;
        CREATE OR REPLACE FUNCTION change_feed.notify() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          PERFORM pg_notify('${notifyChannel}', TG_TABLE_SCHEMA || '.' || TG_TABLE_NAME);
          RETURN NULL;
        END $$;
        GRANT USAGE ON SCHEMA change_feed TO PUBLIC;
        ALTER TABLE ${quoted} ADD COLUMN IF NOT EXISTS ${xidColumn} xid8 NOT NULL DEFAULT pg_current_xact_id();
        CREATE OR REPLACE TRIGGER ${stampTrigger} BEFORE INSERT OR UPDATE ON ${quoted}
          FOR EACH ROW EXECUTE FUNCTION change_feed.stamp();
        CREATE OR REPLACE TRIGGER ${notifyTrigger} AFTER INSERT OR UPDATE ON ${quoted}
          FOR EACH STATEMENT EXECUTE FUNCTION change_feed.notify();`);
      return indexOn(xidColumn);
  }
}
