// The database stamps decisions by its own clock, and arrivals are planned by ours: how far the two are apart.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { epochMs } from '../../shared/trace.ts';

const tries = 9;
const nowRow = z.tuple([z.object({ now: z.number() })]);

/** Epoch ms are doubles, which resolve 0.2 µs; the database sends whole ones. */
const resolutionMs = 0.01;

/**
 * How many ms the database's clock is ahead of ours; 0 when it may well be the same, as on one machine it is. A single answer
 * says when it was asked plus half a round trip at best, and a session that has slept takes many ms for one; so of several the
 * quickest counts, by its middle, which is wrong by half its round trip at most (Cristian, Probabilistic clock synchronization,
 * 1989). What is not more than that is none.
 */
export async function databaseClockAhead(sql: Sql, now: () => number = epochMs): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY;
  let ahead = 0;
  for (let n = 0; n < tries; n++) {
    const askedMs = now();
    const theirs = await databaseNow(sql);
    const answeredMs = now();
    if (answeredMs - askedMs >= quickest) continue;
    quickest = answeredMs - askedMs;
    ahead = theirs - (askedMs + answeredMs) / 2;
  }
  return Math.abs(ahead) <= quickest / 2 + resolutionMs ? 0 : ahead;
}

/** The database's clock in epoch ms, at some instant of the round trip. */
export async function databaseNow(sql: Sql): Promise<number> {
  const { rows } = await sql.query(
    'SELECT (extract(epoch from clock_timestamp()) * 1000)::float8 AS now',
    [],
  );
  return nowRow.parse(rows)[0].now;
}
