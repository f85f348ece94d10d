// The figures two results are compared by, how each is read from a run, and what a rise of it means.
import { steadyQuantile } from '../../reports/latency-words.ts';
import { recoveryMs } from '../../reports/metrics.ts';
import type { ContenderRun } from '../../shared/run-result.ts';

/** One figure; `read` gives null for "does not exist here" and `Infinity` for "never". */
export interface Figure {
  readonly title: string;
  readonly unit: 'ms' | 'count';
  readonly read: (run: ContenderRun) => number | null;
  /** Whether a rise is a regression that fails the comparison; others are only told. */
  readonly gates: boolean;
  /** Changes below this are noise with few runs, whatever the ranges say; counts have their own floor. */
  readonly floorMs: number;
  /** With fewer runs on a side than this nothing is said: a p99 of one short run rests on three or four orders. */
  readonly leastRuns: number;
}

function lost(title: string, read: Figure['read']): Figure {
  return { title, unit: 'count', read, gates: true, floorMs: 0, leastRuns: 1 };
}

function steady(kind: 'answer' | 'decision', quantile: 'p50' | 'p99'): Figure {
  return {
    title: `${kind} ${quantile}, steady`,
    unit: 'ms',
    read: (run) => steadyQuantile(run, kind, quantile),
    gates: true,
    floorMs: 5,
    leastRuns: quantile === 'p99' ? 3 : 1,
  };
}

/** Top to bottom, as printed. Refused orders count in the total; refusing instead of harming is no regression of its own. */
export const figures: readonly Figure[] = [
  lost('lost orders', (run) => run.lostOrders.total),
  { ...lost('  refused honestly', (run) => run.lostOrders.refused), gates: false },
  lost('  lost silently', (run) => run.lostOrders.silent),
  lost('  seats leaked', (run) => run.lostOrders.leak),
  lost('  harm', (run) => run.lostOrders.harm),
  steady('answer', 'p50'),
  steady('answer', 'p99'),
  steady('decision', 'p50'),
  steady('decision', 'p99'),
  // Both are seen through polls and one-second buckets, so less than a second says nothing.
  {
    title: 'drain',
    unit: 'ms',
    read: (run) => run.drainMs ?? Infinity,
    gates: false,
    floorMs: 1000,
    leastRuns: 1,
  },
  {
    title: 'time to recovery',
    unit: 'ms',
    read: recoveryMs,
    gates: false,
    floorMs: 1000,
    leastRuns: 1,
  },
  {
    title: 'backlog peak',
    unit: 'count',
    read: (run) => run.backlogPeak,
    gates: false,
    floorMs: 0,
    leastRuns: 1,
  },
];
