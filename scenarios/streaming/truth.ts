// What was really committed, and when: read from the database once everything is over.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';

/** A committed version of a row, or its hard delete. */
export type CommittedChange = {
  /** Primary key. */
  id: number;
  /** 1 for the insert; a delete has the number after the last version. */
  version: number;
  isDelete: boolean;
  /** last_updated of the row, epoch ms with microseconds. */
  stampedAtMs: number;
  /** Epoch ms with microseconds; null when the server does not track it. */
  committedAtMs: number | null;
};

const rowSchema = z.tuple([z.number(), z.number(), z.boolean(), z.number(), z.number().nullable()]);
const pages = z.array(z.object({ id: z.number(), rows: z.array(rowSchema) }));
const finalRows = z.array(z.object({ id: z.number(), version: z.number() }));

const rangeSize = 10_000;

/** Every committed change of the table. */
export async function readTruth(sql: Sql): Promise<CommittedChange[]> {
  const tracked = z
    .tuple([z.object({ tracked: z.string() })])
    .parse((await sql.query(`SELECT current_setting('track_commit_timestamp') AS tracked`)).rows);
  const committed =
    tracked[0].tracked === 'on'
      ? `(extract(epoch FROM pg_xact_commit_timestamp(xid::xid)) * 1000)::float8`
      : 'NULL::float8';
  // One array per range of ids: fewer objects than a row each would make.
  const { rows } = await sql.query(
    `SELECT id / ${rangeSize} AS id,
            json_agg(json_build_array(id, version, is_delete,
              (extract(epoch FROM stamped AT TIME ZONE 'UTC') * 1000)::float8, ${committed}) ORDER BY id, version) AS rows
     FROM truth GROUP BY 1 ORDER BY 1`,
  );
  return pages.parse(rows).flatMap((page) =>
    page.rows.map(([id, version, isDelete, stampedAtMs, committedAtMs]) => ({
      ...{ id, version, isDelete, stampedAtMs, committedAtMs },
    })),
  );
}

/** The version of every row that is there now. */
export async function readTable(sql: Sql): Promise<Map<number, number>> {
  const { rows } = await sql.query('SELECT id, version FROM streaming_update_table');
  return new Map(finalRows.parse(rows).map(({ id, version }) => [id, version]));
}
