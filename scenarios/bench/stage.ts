// One subject on fresh ground: booted, warmed up, left alone until nothing moves, judged, and taken away.
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import { bootContender, type BootedContender } from '../engine/boot-contender.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { countOutcomes, judge, lostOrdersOf, type JudgedOrder } from '../engine/check.ts';
import type { Ledger } from '../engine/ledger.ts';
import { drain } from '../engine/quiescence.ts';
import { readSummaries } from '../engine/read-summaries.ts';
import { warmUp } from '../engine/warm-up.ts';

/** What the orders of a bench are like: seats for everybody, and every card is good. */
export const draw = { flights: 20, declinedShare: 0 };
const flights = { count: draw.flights, seatsPerFlight: 1_000_000 };

const settleDeadlineMs = 180_000;
/** Few enough for batches to stay small: what comes one by one has to be compiled, too. */
const warmUpConnections = 16;

/** What every measurement is given. */
export type Ground = {
  infrastructure: Infrastructure;
  /** Aborted by Ctrl-C, or when a server of ours died. */
  signal: AbortSignal;
  print: (line: string) => void;
};

/** A name for databases, topics and groups that nobody else has. */
export function newRunId(): string {
  return `bench${randomBytes(4).toString('hex')}`;
}

/** Boots a subject, lets `work` have it, and takes it away on every path. */
export async function onStage<T>(
  { infrastructure, signal, print }: Ground,
  entry: CatalogEntry,
  options: { seed: number; traceDir?: string },
  work: (booted: BootedContender) => Promise<T>,
): Promise<T> {
  const { postgres, kafka, runDir } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const booted = await bootContender({
    ...{ entry, runId: newRunId(), runDir, flights, postgres, kafka, signal },
    ...options,
    onUnexpectedExit: (role, how) =>
      print(`! ${entry.contender.name}: the ${role} service ${how} by itself`),
  });
  try {
    return await work(booted);
  } finally {
    await booted.stop();
  }
}

/**
 * Real orders that count nowhere, and then silence. By number, not by time: the just-in-time compilers of all
 * processes want to have seen enough, a contender has more code than its floor, and a slow one sees less in a second.
 */
export async function warmUpStage(
  booted: BootedContender,
  orders: number,
  signal: AbortSignal,
): Promise<void> {
  const pace = { connections: warmUpConnections };
  await warmUp({ edgeUrl: booted.edgeUrl, pace, lasting: { orders }, draw, seed: 1 });
  await settle(booted, signal);
}

/** Waits until nothing moves any more; throws when that never comes. */
export async function settle(
  { group, prepared }: BootedContender,
  signal: AbortSignal,
  ledger: Pick<Ledger, 'inFlight'> = { inFlight: () => 0 },
): Promise<void> {
  const drained = await drain({
    ...{ group, prepared, ledger, deadlineMs: settleDeadlineMs, signal },
    clock: () => performance.now(),
  });
  signal.throwIfAborted();
  if (drained.quietAtMs === null) throw new Error(`not settled: ${drained.left}`);
}

const positionRow = z.tuple([z.object({ bytes: z.number() })]);

/** How much the database server has written to its write-ahead log, in bytes. Only differences mean something. */
export async function walPosition({ database }: BootedContender): Promise<number> {
  const { rows } = await database.checker.query(
    "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 AS bytes",
  );
  return positionRow.parse(rows)[0].bytes;
}

/**
 * The verdict on every order of `ledger`; `sinceMs` is an instant before the first of them, by a clock that the database's is
 * `aheadMs` ahead of. Absent: by the database's own.
 */
export async function judged(
  { database, prepared }: BootedContender,
  ledger: Ledger,
  sinceMs: number,
  aheadMs = 0,
): Promise<JudgedOrder[]> {
  const letters = (await prepared.deadLetters()).filter((id) => id !== null);
  return judge({
    journal: ledger.entries,
    // All is settled, so the tables stand still without a snapshot.
    records: await readSummaries(database.checker, {
      ...{ sinceMs, aheadMs, expected: ledger.entries.keys() },
    }),
    ...{ warmUpIds: new Set(), deadLettered: new Set(letters), patienceMs: settleDeadlineMs },
  });
}

/**
 * How many orders were lost or harmed. An order that the generator hung up on and that left nothing behind
 * was promised to nobody: it is not among them.
 */
export function lossOf(orders: JudgedOrder[]): { lost: number; harm: number; unsettled: number } {
  const counts = countOutcomes(orders);
  const { total, harm } = lostOrdersOf(counts);
  const lost = total - harm - counts.abandoned + counts['not-offered'] + counts.unclassified;
  return { lost, harm, unsettled: counts['stuck-pending'] };
}
