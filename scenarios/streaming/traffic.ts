// All writers of a phase, started together and ended together.
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { seededRandom } from '../engine/random.ts';
import type { NamedFeedScenario } from './feed-scenario.ts';
import { changesPerTransaction, drawCalm, drawLong, drawShort } from './plan.ts';
import { emptyTally, write, type Tally } from './writer.ts';

/** Who writes, and where. */
export type Traffic = {
  scenario: NamedFeedScenario;
  seed: number;
  databaseUrl: string;
  sql: Sql;
  signal: AbortSignal;
};

/** Calm traffic for `lengthMs`; resolves with its tally. */
export function calmTraffic(traffic: Traffic, lengthMs: number): Promise<Tally> {
  const { scenario, seed } = traffic;
  const writers = 2;
  return together(traffic, lengthMs, (shared) =>
    Array.from({ length: writers }, (_, i) =>
      write({
        ...shared,
        draw: drawCalm(seededRandom(seed * 1_000 + i)),
        perSecond: scenario.calmPerSecond / writers,
        territory: { of: 'short' },
      }),
    ),
  );
}

/** Transactions of all kinds for `lengthMs`. */
export function stormTraffic(traffic: Traffic, lengthMs: number): Promise<Tally> {
  const { scenario, seed } = traffic;
  const { shortWriters, longWriters, rollbackShare, longTransactionMs: holdMs } = scenario;
  const each = changesPerTransaction(drawShort(seededRandom(seed), rollbackShare));
  return together(traffic, lengthMs, (shared) => [
    ...Array.from({ length: shortWriters }, (_, i) =>
      write({
        ...shared,
        draw: drawShort(seededRandom(seed * 1_000 + 100 + i), rollbackShare),
        perSecond: scenario.stormPerSecond / each / shortWriters,
        territory: { of: 'short' },
      }),
    ),
    ...Array.from({ length: longWriters }, (_, index) =>
      write({
        ...shared,
        draw: drawLong(seededRandom(seed * 1_000 + 200 + index), { rollbackShare, holdMs }),
        // As soon as one has ended, the next begins.
        perSecond: 1_000,
        territory: { of: 'long', index, writers: longWriters },
      }),
    ),
  ]);
}

type Shared = Pick<Parameters<typeof write>[0], 'databaseUrl' | 'rows' | 'tally' | 'signal'>;

async function together(
  { databaseUrl, sql, signal }: Traffic,
  lengthMs: number,
  start: (shared: Shared) => Promise<void>[],
): Promise<Tally> {
  // Not AbortSignal.timeout: joined with another by AbortSignal.any it may be collected before its time has come (Node 20).
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), lengthMs);
  const ending = AbortSignal.any([signal, over.signal]);
  const tally = emptyTally();
  let rows = await countRows(sql);
  const writing = start({ databaseUrl, rows: () => rows, tally, signal: ending });
  while (!ending.aborted) {
    await delay(500, undefined, { signal: ending }).catch(() => undefined);
    // While the database is away nobody writes anyway.
    rows = await countRows(sql).catch(() => rows);
  }
  await Promise.all(writing);
  clearTimeout(timer);
  return tally;
}

const lastRow = z.tuple([z.object({ last_value: z.number() })]);

async function countRows(sql: Sql): Promise<number> {
  const { rows } = await sql.query('SELECT last_value FROM streaming_update_table_id_seq');
  return lastRow.parse(rows)[0].last_value;
}
