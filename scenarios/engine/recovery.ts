// Time to recovery: from heal to the first of five seconds in a row that look like before the fault. Pure.
import { healthyLike } from '../../shared/domain/healthy-second.ts';
import type { TimelineBucket } from '../../shared/run-result.ts';
import { sortLatencies } from './latency.ts';

const bucketsInARow = 5;
/**
 * Milliseconds from `healedAtMs` to the start of the first healthy stretch; null when there is none.
 * What healthy means is in shared/domain/healthy-second.ts.
 */
export function timeToRecovery(
  timeline: TimelineBucket[],
  steadyEndMs: number,
  healedAtMs: number,
  arrivalsEndMs: number,
): number | null {
  const healthy = healthyLike(timeline.filter((b) => b.tMs + 1_000 <= steadyEndMs));
  const after = timeline.filter(
    (b) => b.tMs + 1_000 > healedAtMs && b.tMs + 1_000 <= arrivalsEndMs,
  );
  for (let i = 0; i + bucketsInARow <= after.length; i++) {
    const stretch = after.slice(i, i + bucketsInARow);
    const first = stretch[0];
    if (first && stretch.every(healthy)) return Math.max(0, Math.round(first.tMs - healedAtMs));
  }
  return null;
}

/** The most orders that were stored and undecided at one instant; both in ms of one clock, null = never. */
export function peakWaiting(
  orders: readonly { storedMs: number | null; decidedMs: number | null }[],
): number {
  const held = orders.filter(({ storedMs }) => storedMs !== null);
  const { sorted: stored } = sortLatencies(held.map(({ storedMs }) => storedMs));
  const { sorted: decided } = sortLatencies(held.map(({ decidedMs }) => decidedMs));
  let peak = 0;
  let gone = 0;
  for (const [i, ms] of stored.entries()) {
    // Who is decided at the same instant does not wait any more.
    while (gone < decided.length && (decided[gone] ?? Infinity) <= ms) gone++;
    peak = Math.max(peak, i + 1 - gone);
  }
  return peak;
}
