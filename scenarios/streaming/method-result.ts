// From what was seen of a method to its part of the result.
import type { ChangeFeed, PreparedFeed } from '../../shared/change-feed.ts';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { Sql } from '../../shared/db/database.ts';
import type { NamedFeedScenario } from './feed-scenario.ts';
import { backlogRate, delaysWithin, quantile, timelineOf } from './figures.ts';
import { between } from './gauges.ts';
import { judge } from './judge.ts';
import type { MethodMeasured } from './method-run.ts';
import { readTable, readTruth, type CommittedChange } from './truth.ts';

/** Judges a method; instants become ms after its t = 0. Expectations are filled in once all methods are there. */
export async function resultOfMethod(
  { changeFeed, scenario }: { changeFeed: ChangeFeed; scenario: NamedFeedScenario },
  name: MethodResult['name'],
  measured: MethodMeasured,
  { sql, prepared }: { sql: Sql; prepared: PreparedFeed },
): Promise<{ method: MethodResult; isBelievable: boolean }> {
  const { startedAtMs: t0, phases, calm, storm, idle, backlogFromMs } = measured;
  const { title, settings } = changeFeed.methods[name];
  const committed = await readTruth(sql);
  const records = await prepared.delivered();
  const { deliveries, missedChanges, ...verdict } = judge({
    ...{ committed, records, table: await readTable(sql) },
    goesByTime: name === 'timestamp-polling',
  });
  const span = (phase: (typeof phases)[number]['name']) => {
    const found = phases.find((one) => one.name === phase);
    return { fromMs: t0 + (found?.startMs ?? 0), toMs: t0 + (found?.endMs ?? 0) };
  };
  const perSecond = backlogRate(deliveries, backlogFromMs, scenario.phases.backlogChanges);
  const doubts = doubtsOf(measured, perSecond);
  const method: MethodResult = {
    ...{ name, title, settings, phases, faults: measured.faults, ...verdict },
    transactions: {
      committed: calm.tally.committed + storm.committed,
      rolledBack: calm.tally.rolledBack + storm.rolledBack,
      longest: Math.max(calm.tally.longestMs, storm.longestMs),
    },
    missedChanges: missedChanges.map((missed) => ({
      ...missed,
      stampedAtMs: missed.stampedAtMs - t0,
      committedAtMs: missed.committedAtMs === null ? null : missed.committedAtMs - t0,
      readUpToMs: missed.readUpToMs === null ? null : missed.readUpToMs - t0,
    })),
    delayMs: {
      calm: delaysWithin(deliveries, span('calm')),
      storm: delaysWithin(deliveries, span('storm')),
    },
    backlog: { changes: scenario.phases.backlogChanges, perSecond },
    load: loadOf(calm, committed, span('calm')),
    idle: idleOf(idle),
    timeline: timelineOf(
      { fromMs: t0, toMs: span('backlog').toMs },
      ...[committed, records, deliveries],
    ),
    expectations: [],
    warnings: isTimed(committed)
      ? doubts
      : [...doubts, 'the server does not track commit timestamps, so there are no delays'],
  };
  return { method, isBelievable: doubts.length === 0 };
}

function loadOf(
  { tally, from, to }: MethodMeasured['calm'],
  committed: CommittedChange[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): MethodResult['load'] {
  const used = between(from, to);
  const sorted = tally.tookMs.toSorted((a, b) => a - b);
  const changes = committed.filter(
    ({ committedAtMs, stampedAtMs }) =>
      (committedAtMs ?? stampedAtMs) >= fromMs && (committedAtMs ?? stampedAtMs) < toMs,
  ).length;
  const per = (amount: number | null, unit: number) =>
    amount === null || changes === 0 ? null : Math.round((amount * unit * 10) / changes) / 10;
  return {
    feedCpuMsPer1000: per(used.feedCpuMs, 1_000),
    databaseCpuMsPer1000: per(used.databaseCpuMs, 1_000),
    writerP50Ms: quantile(sorted, 0.5),
    writerP99Ms: quantile(sorted, 0.99),
    walBytesPerChange: per(used.walBytes, 1),
  };
}

function idleOf({ from, to }: MethodMeasured['idle']): MethodResult['idle'] {
  const used = between(from, to);
  const percent = (cpuMs: number | null) =>
    cpuMs === null ? null : Math.round((cpuMs / used.seconds / 10) * 100) / 100;
  return {
    feedCpuPercent: percent(used.feedCpuMs),
    databaseCpuPercent: percent(used.databaseCpuMs),
    transactionsPerSecond: Math.round((used.transactions / used.seconds) * 10) / 10,
  };
}

function isTimed(committed: CommittedChange[]): boolean {
  return committed.some(({ committedAtMs }) => committedAtMs !== null);
}

/** Why the verdict on the method is not earned; empty when it is. */
function doubtsOf({ doubts }: MethodMeasured, perSecond: number | null): string[] {
  return perSecond === null ? [...doubts, 'the backlog did not arrive completely'] : doubts;
}
