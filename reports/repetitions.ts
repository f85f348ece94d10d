// What several runs of one contender amount to: median and range, and an interval only when the runs can carry one.
import type { ContenderResult, ContenderRun } from '../shared/run-result.ts';

/** Fewer runs than this are listed, never given an interval (DESIGN §12). */
export const runsForInterval = 5;

/** The middle of a few runs, with all of them kept. `Infinity` means "never got there". */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly values: readonly number[];
}

/** Median of a non-empty list; null for an empty one. */
export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  if (upper === undefined) return null;
  const lower = sorted.length % 2 === 1 ? upper : (sorted[(sorted.length >> 1) - 1] ?? upper);
  return lower === upper ? upper : (lower + upper) / 2;
}

/** Median and range of one measure over the runs that have it; null when none has. */
export function spread(
  runs: readonly ContenderRun[],
  measure: (run: ContenderRun) => number | null,
): Spread | null {
  const values = runs.map(measure).filter((value) => value !== null);
  const middle = median(values);
  if (middle === null) return null;
  return { median: middle, min: Math.min(...values), max: Math.max(...values), values };
}

/** The run the charts show: the one with the median number of lost orders. */
export function shownRun(contender: ContenderResult): ContenderRun | null {
  const byLoss = contender.runs.toSorted((a, b) => a.lostOrders.total - b.lostOrders.total);
  return byLoss[(byLoss.length - 1) >> 1] ?? null;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A 95 % bootstrap interval of `median(after) − median(before)` for runs that are no pairs; null below 5 runs a side. */
export function shiftInterval(
  before: readonly number[],
  after: readonly number[],
  seed: number,
): { low: number; high: number } | null {
  const all = [...before, ...after];
  if (Math.min(before.length, after.length) < runsForInterval || !all.every(Number.isFinite))
    return null;
  const random = randomFrom(seed);
  const resampled = (values: readonly number[]) =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? 0)) ?? 0;
  const shifts = Array.from({ length: 2000 }, () => resampled(after) - resampled(before)).toSorted(
    (x, y) => x - y,
  );
  return { low: shifts[50] ?? 0, high: shifts[1949] ?? 0 };
}

/** A 95 % bootstrap interval of the median paired difference `a[i] − b[i]`; null below 5 pairs. */
export function differenceInterval(
  a: readonly number[],
  b: readonly number[],
  seed: number,
): { low: number; high: number } | null {
  const pairs = Math.min(a.length, b.length);
  const differences = a.slice(0, pairs).map((value, i) => value - (b[i] ?? 0));
  if (pairs < runsForInterval || !differences.every(Number.isFinite)) return null;
  const random = randomFrom(seed);
  const medians = Array.from(
    { length: 2000 },
    () => median(differences.map(() => differences[Math.floor(random() * pairs)] ?? 0)) ?? 0,
  ).toSorted((x, y) => x - y);
  return { low: medians[50] ?? 0, high: medians[1949] ?? 0 };
}
