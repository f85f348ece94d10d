// What a stretch of time cost: CPU of the feed and of PostgreSQL, transactions, log.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { cpuSeconds } from '../engine/process-stats.ts';

/** Readings of all counters at one instant. */
export type Reading = {
  atMs: number;
  /** Null where the system does not tell, or the process is not ours. */
  feedCpuMs: number | null;
  databaseCpuMs: number | null;
  transactions: number;
  walBytes: number;
};

const counters = z.tuple([z.object({ transactions: z.coerce.number(), wal: z.coerce.number() })]);

/** Reads them. */
export async function readGauges(
  sql: Sql,
  pids: { feed: number | undefined; postgres: number | undefined },
): Promise<Reading> {
  const { rows } = await sql.query(
    `SELECT xact_commit + xact_rollback AS transactions, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0') AS wal
     FROM pg_stat_database WHERE datname = current_database()`,
  );
  const [{ transactions, wal }] = counters.parse(rows);
  const used = await cpuSeconds([
    ...(pids.feed === undefined ? [] : [{ name: 'feed', pid: pids.feed, tree: false }]),
    ...(pids.postgres === undefined ? [] : [{ name: 'postgres', pid: pids.postgres, tree: true }]),
  ]);
  const cpuMs = (name: string) => {
    const seconds = used?.[name];
    return seconds === undefined ? null : seconds * 1_000;
  };
  return {
    atMs: performance.now(),
    ...{ feedCpuMs: cpuMs('feed'), databaseCpuMs: cpuMs('postgres') },
    ...{ transactions, walBytes: wal },
  };
}

/** What was used between two readings; null where one of them is. */
export function between(from: Reading, to: Reading) {
  const difference = (name: 'feedCpuMs' | 'databaseCpuMs') => {
    const [a, b] = [from[name], to[name]];
    return a === null || b === null ? null : b - a;
  };
  return {
    seconds: (to.atMs - from.atMs) / 1_000,
    ...{ feedCpuMs: difference('feedCpuMs'), databaseCpuMs: difference('databaseCpuMs') },
    transactions: to.transactions - from.transactions,
    walBytes: to.walBytes - from.walBytes,
  };
}
