// Latency at a given rate: an open loop into a warm subject, answer and decision from the intended arrival.
import type { LatencyRound, Percentiles } from '../../shared/bench-result.ts';
import { epochMs } from '../../shared/trace.ts';
import { planArrivals } from '../engine/arrivals.ts';
import type { BootedContender } from '../engine/boot-contender.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { createHttpClient } from '../engine/http.ts';
import { databaseClockAhead } from '../engine/database-clock.ts';
import { latenciesOf, nearestRank, summarize, sortLatencies } from '../engine/latency.ts';
import { Ledger } from '../engine/ledger.ts';
import { sendArrivals } from '../engine/load.ts';
import { countCpu } from './cpu.ts';
import { draw, judged, onStage, settle, warmUpStage, type Ground } from './stage.ts';

/** Orders a second: few enough for every contender to be idle most of the time, and five times as many. */
export const rates = [20, 100];
const requestDeadlineMs = 8_000;

/**
 * Sends so many orders a second for a while, or until `signal` is aborted; resolves when all are answered. `t0` is epoch
 * ms of t = 0, and the database's clock `aheadMs` ahead of it.
 */
export async function sendOpenLoop(
  booted: BootedContender,
  plan: { ratePerSecond: number; seconds: number; seed: number; signal: AbortSignal },
): Promise<{ ledger: Ledger; t0: number; aheadMs: number }> {
  const client = createHttpClient();
  try {
    const aheadMs = await databaseClockAhead(booted.database.checker);
    const arrivals = planArrivals({
      ...{ process: 'poisson', ratePerSecond: plan.ratePerSecond, draw, seed: plan.seed },
      durationMs: plan.seconds * 1_000,
    });
    const ledger = new Ledger(arrivals);
    const t0 = epochMs();
    const clock = () => epochMs() - t0;
    const { edgeUrl } = booted;
    await sendArrivals({
      ...{ arrivals, edgeUrl, client, ledger, clock, requestDeadlineMs, signal: plan.signal },
    });
    await settleAnswers(ledger);
    return { ledger, t0, aheadMs };
  } finally {
    client.close();
  }
}

/** Every request ends by itself, at its deadline at the latest. */
async function settleAnswers(ledger: Ledger): Promise<void> {
  const giveUpAt = performance.now() + requestDeadlineMs + 1_000;
  while (ledger.inFlight() > 0 && performance.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Boots a subject and measures it at every rate, one after the other. */
export function measureLatency(
  ground: Ground,
  entry: CatalogEntry,
  { seconds, seed, warmUpOrders }: { seconds: number; seed: number; warmUpOrders: number },
): Promise<LatencyRound[]> {
  const { signal, infrastructure } = ground;
  return onStage(ground, entry, { seed }, async (booted) => {
    const rounds: LatencyRound[] = [];
    await warmUpStage(booted, warmUpOrders, signal);
    for (const ratePerSecond of rates) {
      const plan = { ratePerSecond, seconds, seed: seed + ratePerSecond, signal };
      const endCount = await countCpu(booted, infrastructure);
      const { ledger, t0, aheadMs } = await sendOpenLoop(booted, plan);
      const cpu = await endCount(ledger.entries.size);
      await settle(booted, signal, ledger);
      const orders = await judged(booted, ledger, t0, aheadMs);
      const latencies = orders.map((order) => latenciesOf(order, t0));
      rounds.push({
        ...{ subject: entry.contender.name, ratePerSecond },
        answerMs: percentilesOf(latencies.map(({ answer }) => answer)),
        decisionMs: percentilesOf(latencies.map(({ decision }) => decision)),
        ...{ generatorLateMs: lateness(ledger), cpu },
      });
    }
    return rounds;
  });
}

/** Median and tail; null values are orders that never got there. */
export function percentilesOf(values: (number | null)[]): Percentiles {
  const summary = summarize(sortLatencies(values));
  if (!summary) return { p50: null, p99: null, count: 0, missing: values.length };
  const { p50, p99, count, missing } = summary;
  return { p50, p99, count, missing };
}

function lateness({ entries }: Ledger): number {
  const late = [...entries.values()].flatMap(({ sentAtMs, arrival }) =>
    sentAtMs === null ? [] : sentAtMs - arrival.atMs,
  );
  const sorted = late.toSorted((a, b) => a - b);
  return nearestRank(sorted, sorted.length, 0.99) ?? 0;
}
