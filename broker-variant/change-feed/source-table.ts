// The table a feed reads: found in the catalog and checked before anything is streamed.
import { z } from 'zod';
import pg from 'pg';
import type { Sql } from '../../shared/db/database.ts';
import { FeedError } from './feed-error.ts';

/** `relreplident` in `pg_class`, in words. */
const identities = { d: 'default', f: 'full', i: 'using index', n: 'nothing' } as const;

/** A table that can be fed. */
export type SourceTable = {
  /** Tells it from a later table of the same name. */
  oid: number;
  /** `schema.name`, for people and records. */
  label: string;
  /** The same, quoted for SQL. */
  quoted: string;
  /** The primary key's one column. */
  key: Column;
  /** SQL for the key of row `t` as the log has it in JSON, for one row must never go by two texts. */
  keyText: string;
  columns: Column[];
  triggers: Trigger[];
  /** What the log says of a row before its change. */
  replicaIdentity: (typeof identities)[keyof typeof identities];
};

/** A trigger that is not switched off. */
export type Trigger = {
  name: string;
  /** Fires before each updated row, and so may stamp it. */
  beforeUpdate: boolean;
};

/** A column. */
export type Column = {
  name: string;
  /** Quoted for SQL. */
  quoted: string;
  /** As SQL writes it, for casts. */
  type: string;
};

const tableRows = z.array(
  z.object({
    ...{ oid: z.coerce.number(), schema: z.string(), name: z.string(), kind: z.string() },
    identity: z.enum(['d', 'f', 'i', 'n']),
  }),
);
const columnRows = z.array(z.object({ name: z.string(), type: z.string(), in_key: z.boolean() }));
const triggerRows = z.array(z.object({ name: z.string(), before_update: z.boolean() }));
const nameRows = z.array(z.object({ label: z.string() }));

/** Finds `table` (with or without its schema); throws FeedError when it is not there or cannot be fed. */
export async function findTable(sql: Sql, table: string): Promise<SourceTable> {
  const dot = table.indexOf('.');
  const [schema, name] = dot === -1 ? [null, table] : [table.slice(0, dot), table.slice(dot + 1)];
  const found = await sql.query(
    `SELECT c.oid::int8 AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind,
            c.relreplident::text AS identity
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relname = $1 AND ($2::text IS NULL OR n.nspname = $2) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'change_feed')
     ORDER BY n.nspname`,
    [name, schema],
  );
  const [first, second] = tableRows.parse(found.rows);
  if (!first) throw new FeedError(`there is no table "${table}"${await known(sql)}`);
  if (second)
    throw new FeedError(
      `"${table}" is in several schemas: say ${first.schema}.${name} or ${second.schema}.${name}`,
    );
  const label = `${first.schema}.${first.name}`;
  if (first.kind !== 'r')
    throw new FeedError(
      `${label} is ${first.kind === 'p' ? 'a partitioned table: feed its partitions one by one' : 'no plain table'}`,
    );
  const columns = await columnsOf(sql, first.oid);
  const keys = columns.filter((column) => column.inKey);
  const [key] = keys;
  if (!key)
    throw new FeedError(
      `${label} has no primary key: a reader could not tell which row a change belongs to`,
    );
  if (keys.length > 1)
    throw new FeedError(
      `${label} has a primary key of ${keys.length} columns (${keys.map((one) => one.name).join(', ')}): a feed needs one of a single column`,
    );
  const quoted = `${pg.escapeIdentifier(first.schema)}.${pg.escapeIdentifier(first.name)}`;
  return {
    oid: first.oid,
    label,
    quoted,
    key,
    keyText: `to_jsonb(t.${key.quoted}) #>> '{}'`,
    columns,
    triggers: await triggersOf(sql, first.oid),
    replicaIdentity: identities[first.identity],
  };
}

/** A column by name, or undefined. */
export function columnOf({ columns }: SourceTable, name: string): Column | undefined {
  return columns.find((column) => column.name === name);
}

async function columnsOf(sql: Sql, oid: number): Promise<(Column & { inKey: boolean })[]> {
  const { rows } = await sql.query(
    `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
            coalesce(a.attnum = ANY (i.indkey), false) AS in_key
     FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary
     WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`,
    [oid],
  );
  return columnRows.parse(rows).map(({ name, type, in_key: inKey }) => ({
    ...{ name, quoted: pg.escapeIdentifier(name), type, inKey },
  }));
}

async function triggersOf(sql: Sql, oid: number): Promise<Trigger[]> {
  // tgtype: 1 = for each row, 2 = before, 16 = update (src/include/catalog/pg_trigger.h).
  const { rows } = await sql.query(
    `SELECT tgname AS name, tgtype & 19 = 19 AS before_update FROM pg_trigger
     WHERE tgrelid = $1::int8::oid AND NOT tgisinternal AND tgenabled IN ('O', 'A')`,
    [oid],
  );
  return triggerRows
    .parse(rows)
    .map(({ name, before_update: beforeUpdate }) => ({ name, beforeUpdate }));
}

async function known(sql: Sql): Promise<string> {
  const { rows } = await sql.query(
    `SELECT format('%s.%s', schemaname, tablename) AS label FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'change_feed') ORDER BY 1 LIMIT 12`,
  );
  const labels = nameRows.parse(rows).map(({ label }) => label);
  return labels.length === 0 ? ': the database has none' : ` (there are: ${labels.join(', ')})`;
}
