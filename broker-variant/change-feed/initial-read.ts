// A slot knows only what comes after it: the rows that were there before are read once, as of the slot's very beginning.
import pg from 'pg';
import { z } from 'zod';
import type { Batch, CaptureContext } from './capture.ts';
import { applicationName, connect } from './connection.ts';
import { parseLsn, positionAt } from './lsn.ts';
import { batchRows } from './policy.ts';
import { slotOf } from './slot.ts';

const slotRow = z.object({ consistent_point: z.string(), snapshot_name: z.string() });
const tableRows = z.array(z.object({ key: z.string(), row: z.string() }));

/** Makes the slot and yields the rows as they were at that instant; the last batch keeps the position. */
export async function* readInitially(context: CaptureContext): AsyncGenerator<Batch, void> {
  const { name, databaseUrl, table, positions } = context;
  const replication = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName(name),
    connectionTimeoutMillis: 5_000,
    // Not in the types: asks for a session that understands replication commands.
    ...{ replication: 'database' },
  });
  replication.on('error', () => undefined);
  await replication.connect();
  const reader = await connect(databaseUrl, name);
  try {
    // The snapshot can be used for as long as this session does nothing else.
    const { rows } = await replication.query<pg.QueryResultRow>(
      `CREATE_REPLICATION_SLOT ${pg.escapeIdentifier(slotOf(name))} LOGICAL pgoutput (SNAPSHOT 'export')`,
    );
    const slot = slotRow.parse(rows[0]);
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await reader.query(`SET TRANSACTION SNAPSHOT ${pg.escapeLiteral(slot.snapshot_name)}`);
    await reader.query(
      `DECLARE rows_before CURSOR FOR
       SELECT ${table.keyText} AS key, to_jsonb(t)::text AS row FROM ${table.quoted} t`,
    );
    const position = positionAt(parseLsn(slot.consistent_point), 0);
    for (;;) {
      const page = tableRows.parse(
        (await reader.query(`FETCH ${batchRows} FROM rows_before`)).rows,
      );
      const isLast = page.length < batchRows;
      yield {
        changes: page.map(({ key, row }) => ({ kind: 'read', key, row, position })),
        // Until the last one is delivered the whole read has to be done again after a crash.
        keep: () => (isLast ? positions.save({ stamp: position, key: '' }) : Promise.resolve()),
      };
      if (isLast) return;
    }
  } finally {
    await Promise.all([reader.close(), replication.end().catch(() => undefined)]);
  }
}
