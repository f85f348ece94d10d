// Compares the ratios of a bench with committed ones: only what is worse beyond any noise counts. Pure.
import { othersIn } from '../../reports/write-bench.ts';
import type { BenchBaseline, BenchFigure, BenchResult } from '../../shared/bench-result.ts';

/** A ratio beyond these multiples of the committed median, and outside its range, has changed. */
const usualMargin = { above: 1.25, below: 0.75 };
/** A p99 of ten seconds at 20 orders/s is the two slowest of 200 orders: of quiet rounds it moved by a factor of 1.9. */
const tailMargin = { above: 2, below: 0.5 };

const marginOf = (id: string) => (/-(tail|answer)$/.test(id) ? tailMargin : usualMargin);

/** What became of one committed ratio. */
export type RatioVerdict = {
  id: string;
  committed: { median: number; low: number; high: number };
  /** Null when this run did not measure it. */
  median: number | null;
  verdict: 'as before' | 'worse' | 'better' | 'not measured';
};

/** Every committed ratio beside this run's, in the order of the baseline. */
export function compareRatios(
  baseline: BenchBaseline,
  figures: readonly Pick<BenchFigure, 'id' | 'median' | 'better'>[],
): RatioVerdict[] {
  return Object.entries(baseline.ratios).map(([id, committed]) => {
    const figure = figures.find((one) => one.id === id);
    const median = figure?.median ?? null;
    if (!figure || median === null) return { id, committed, median, verdict: 'not measured' };
    const { above, below } = marginOf(id);
    const isHigher = median > committed.high && median > committed.median * above;
    const isLower = median < committed.low && median < committed.median * below;
    const verdict =
      !isHigher && !isLower
        ? 'as before'
        : isHigher === (figure.better === 'higher')
          ? 'better'
          : 'worse';
    return { id, committed, median, verdict };
  });
}

/** True when any ratio is worse. */
export function hasRegressed(verdicts: readonly RatioVerdict[]): boolean {
  return verdicts.some(({ verdict }) => verdict === 'worse');
}

/** The ratios of a run as the next baseline: absolute figures belong to the machine and stay out. */
export function baselineOf(result: BenchResult): BenchBaseline {
  const { startedAt, environment, figures } = result;
  const rounded = (value: number) => Math.round(value * 1_000) / 1_000;
  return {
    ...{ schemaVersion: 1, kind: 'bench-baseline' },
    measured: {
      date: startedAt.slice(0, 10),
      gitSha: environment.gitSha,
      cpu: `${environment.cpuModel}, ${environment.cpuCount} cores`,
      otherCores: othersIn(result),
    },
    ratios: Object.fromEntries(
      figures.flatMap(({ id, unit, median, low, high }) =>
        unit !== 'ratio' || median === null || low === null || high === null
          ? []
          : [[id, { median: rounded(median), low: rounded(low), high: rounded(high) }]],
      ),
    ),
  };
}
