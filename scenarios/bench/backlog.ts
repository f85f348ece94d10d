// A backlog and how it is worked off: orders are stored while billing is dead, then it is started again.
import { z } from 'zod';
import type { DrainRound } from '../../shared/bench-result.ts';
import type { Sql } from '../../shared/db/database.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { databaseNow } from '../engine/database-clock.ts';
import type { BootedContender } from '../engine/boot-contender.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { sendInClosedLoop } from '../engine/closed-loop.ts';
import { Ledger } from '../engine/ledger.ts';
import { percentilesOf, sendOpenLoop } from './latency.ts';
import { draw, judged, lossOf, onStage, settle, warmUpStage, type Ground } from './stage.ts';
import { flatOut, type Drive } from './throughput.ts';

const answersPerSecond = 20;
/** Longest wait for the backlog to be stored, and for it to be gone. */
const backlogDeadlineMs = 180_000;
const lookEveryMs = 200;
const requestDeadlineMs = 8_000;

/** What a drain is measured with. */
export type DrainOptions = Drive & {
  openSeconds: number;
  backlog: number;
};

const countRow = z.tuple([z.object({ count: z.number() })]);

async function countOrders(checker: Sql, sinceMs: number, where: string): Promise<number> {
  const { rows } = await checker.query(
    `SELECT count(*) AS count FROM gateway.orders
     WHERE create_date >= to_timestamp($1::float8 / 1000) AND ${where}`,
    [sinceMs],
  );
  return countRow.parse(rows)[0].count;
}

/** Boots a subject, drives it flat out, takes billing away, stores the backlog, and brings billing back. */
export function measureDrain(
  ground: Ground,
  entry: CatalogEntry,
  options: DrainOptions,
): Promise<DrainRound> {
  const { signal, infrastructure } = ground;
  const { seed, openSeconds, warmUpOrders } = options;
  return onStage(ground, entry, { seed }, async (booted) => {
    await warmUpStage(booted, warmUpOrders, signal);
    const { confirmedPerSecond } = await flatOut(booted, { ...options, signal, infrastructure });
    const steady = await answersOf(booted, { seconds: openSeconds, seed: seed + 1, signal });
    await settle(booted, signal);
    const drained = await drainBacklog(booted, options, signal);
    return {
      ...{ subject: entry.contender.name, flatOutPerSecond: confirmedPerSecond },
      steadyAnswerMs: percentilesOf(steady),
      ...drained,
    };
  });
}

async function drainBacklog(
  booted: BootedContender,
  { connections, seed, backlog }: DrainOptions,
  signal: AbortSignal,
) {
  const { checker } = booted.database;
  const { billing } = booted.group.services;
  await billing.kill();
  const sinceMs = await databaseNow(booted.database.checker);
  const ledger = await store(booted, { backlog, connections, seed: seed + 2, signal });
  await waitUntil(
    'the seats of the backlog',
    async () => (await countOrders(checker, sinceMs, "step = 'requested'")) === 0,
    { deadlineMs: backlogDeadlineMs, everyMs: lookEveryMs, signal },
  );
  const untilMs = await databaseNow(booted.database.checker);
  await billing.start();
  const readyMs = await databaseNow(booted.database.checker);
  const gone = new AbortController();
  const answering = answersOf(booted, {
    ...{ seconds: backlogDeadlineMs / 1_000, seed: seed + 3 },
    signal: AbortSignal.any([signal, gone.signal]),
  });
  // Whoever fails first is heard of below; until then nobody listens.
  answering.catch(() => undefined);
  try {
    await waitUntil(
      'the end of the backlog',
      async () =>
        (await countOrders(
          checker,
          sinceMs,
          `decided_at IS NULL AND create_date < to_timestamp(${untilMs} / 1000.0)`,
        )) === 0,
      { deadlineMs: backlogDeadlineMs, everyMs: lookEveryMs, signal },
    );
  } finally {
    gone.abort();
  }
  const draining = await answering;
  await settle(booted, signal);
  const orders = (await judged(booted, ledger, sinceMs)).filter(({ orderId }) =>
    ledger.entries.has(orderId),
  );
  const decidedMs = orders.flatMap(({ records }) => records.decidedMs ?? []);
  // It works on the backlog a little before it says that it is ready.
  const backMs = Math.min((await firstChargeMs(checker, sinceMs)) ?? readyMs, readyMs);
  const seconds = (decidedMs.reduce((most, at) => Math.max(most, at), backMs) - backMs) / 1_000;
  const { lost, harm } = lossOf(orders);
  return {
    ...{ backlog: decidedMs.length, seconds, lost, harm },
    perSecond: seconds > 0 ? decidedMs.length / seconds : 0,
    drainingAnswerMs: percentilesOf(draining),
  };
}

/** Sends orders until so many have been answered. */
async function store(
  { edgeUrl }: BootedContender,
  options: { backlog: number; connections: number; seed: number; signal: AbortSignal },
): Promise<Ledger> {
  const ledger = new Ledger([]);
  const startedAt = performance.now();
  await sendInClosedLoop({
    ...{ ...options, draw, edgeUrl, ledger, requestDeadlineMs },
    ...{ amount: options.backlog, durationMs: backlogDeadlineMs },
    clock: () => performance.now() - startedAt,
  });
  return ledger;
}

/** Answer latencies in ms of an open loop at 20 orders a second; null for orders without an answer. */
async function answersOf(
  booted: BootedContender,
  plan: { seconds: number; seed: number; signal: AbortSignal },
): Promise<(number | null)[]> {
  const { ledger } = await sendOpenLoop(booted, { ...plan, ratePerSecond: answersPerSecond });
  return [...ledger.entries.values()].flatMap(({ arrival, sentAtMs, answeredAtMs }) => {
    if (sentAtMs === null) return [];
    return [answeredAtMs === null ? null : answeredAtMs - arrival.atMs];
  });
}

const chargeRow = z.tuple([z.object({ first: z.number().nullable() })]);

/** When the first card was charged at or after `sinceMs`, by the database's clock; null = none was. */
async function firstChargeMs(checker: Sql, sinceMs: number): Promise<number | null> {
  const { rows } = await checker.query(
    `SELECT (extract(epoch from min(create_date)) * 1000)::float8 AS first
     FROM card_network.ledger WHERE create_date >= to_timestamp($1::float8 / 1000)`,
    [sinceMs],
  );
  return chargeRow.parse(rows)[0].first;
}
