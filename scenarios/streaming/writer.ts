// One connection that writes: draws a transaction, carries it out, and comes back after any outage of the database.
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Drawing, Statement, TransactionPlan } from './plan.ts';

/** Which rows a writer may touch: those of long transactions are nobody else's, or everybody would wait for them. */
export type Territory = { of: 'short' } | { of: 'long'; index: number; writers: number };

/** What writers count together. */
export type Tally = {
  committed: number;
  /** On purpose, by a deadlock, or because the server went away. */
  rolledBack: number;
  longestMs: number;
  /** Time of each committed transaction as its writer saw it, in ms. */
  tookMs: number[];
};

/** A fresh tally. */
export function emptyTally(): Tally {
  return { committed: 0, rolledBack: 0, longestMs: 0, tookMs: [] };
}

/** Every eighth row belongs to the long transactions. */
const longEvery = 8;

/** Writes until `signal` aborts, at most `perSecond` transactions; each that has begun is ended. */
export async function write(options: {
  databaseUrl: string;
  draw: Drawing;
  perSecond: number;
  territory: Territory;
  /** Rows there are, about. */
  rows: () => number;
  tally: Tally;
  signal: AbortSignal;
}): Promise<void> {
  const { databaseUrl, draw, perSecond, territory, rows, tally, signal } = options;
  const gapMs = 1_000 / perSecond;
  let client: pg.Client | undefined;
  let dueMs = performance.now() + gapMs * Math.random();
  while (!signal.aborted) {
    try {
      client ??= await connect(databaseUrl);
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { signal });
      // Whoever was held up does not make up for it by a burst.
      dueMs = Math.max(dueMs + gapMs, performance.now() - 1_000);
      const startedMs = performance.now();
      const plan = draw();
      await carryOut(client, plan, (place) => idAt(place, rows(), territory));
      const tookMs = performance.now() - startedMs;
      if (plan.end === 'rollback') tally.rolledBack++;
      else {
        tally.committed++;
        tally.tookMs.push(tookMs);
        tally.longestMs = Math.max(tally.longestMs, tookMs);
      }
    } catch {
      if (signal.aborted) break;
      // Whether it was committed is known to the database alone; here it counts as not.
      tally.rolledBack++;
      await client?.end().catch(() => undefined);
      client = undefined;
      await delay(50, undefined, { signal }).catch(() => undefined);
    }
  }
  await client?.end().catch(() => undefined);
}

async function connect(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...{ connectionString: databaseUrl, connectionTimeoutMillis: 2_000 },
    ...{ application_name: 'writer', options: '-c TimeZone=UTC' },
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function carryOut(
  client: pg.Client,
  { statements, holdMs, end }: TransactionPlan,
  idOf: (place: number) => number,
): Promise<void> {
  const [first] = statements;
  if (first && statements.length === 1 && end === 'commit') return run(client, first, idOf);
  await client.query('BEGIN');
  for (const [i, statement] of statements.entries()) {
    await run(client, statement, idOf);
    // A transaction that has begun is ended also when the phase is over.
    if (i === 0 && holdMs > 0) await delay(holdMs);
  }
  await client.query(end === 'commit' ? 'COMMIT' : 'ROLLBACK');
}

async function run(client: pg.Client, statement: Statement, idOf: (place: number) => number) {
  if (statement.kind === 'insert')
    return void (await client.query({
      name: 'insert',
      text: `INSERT INTO streaming_update_table (data) SELECT 'new ' || n FROM generate_series(1, $1::int) n`,
      values: [statement.rows],
    }));
  const ids = [...new Set(statement.places.map(idOf))].toSorted((a, b) => a - b);
  // Locked in one order, or two writers with the same rows would wait for each other.
  const chosen = `id IN (SELECT id FROM streaming_update_table WHERE id = ANY ($1) ORDER BY id FOR UPDATE)`;
  const text = {
    update: `UPDATE streaming_update_table SET data = 'changed ' || version WHERE ${chosen}`,
    'soft-delete': `UPDATE streaming_update_table SET is_soft_deleted = true WHERE ${chosen}`,
    delete: `DELETE FROM streaming_update_table WHERE ${chosen}`,
  }[statement.kind];
  await client.query({ name: statement.kind, text, values: [ids] });
}

/** The id of a place among the rows there are, within one's territory. */
export function idAt(place: number, rows: number, territory: Territory): number {
  const id = 1 + Math.floor(place * rows);
  if (territory.of === 'short') return id % longEvery === 0 ? id + 1 : id;
  const stride = longEvery * territory.writers;
  return Math.floor(id / stride) * stride + longEvery * territory.index + longEvery;
}
