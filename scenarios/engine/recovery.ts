// Time to recovery: from heal to the first of five seconds in a row that look like before the fault. Pure.
import { healthyLike } from '../../shared/domain/healthy-second.ts';
import type { TimelineBucket } from '../../shared/run-result.ts';

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

/** The most orders that were stored and undecided at one instant; both given in the same clock's ms. */
export function peakWaiting(orders: { storedMs: number; decidedMs: number | null }[]): number {
  const changes = orders
    .flatMap(({ storedMs, decidedMs }) => [
      { atMs: storedMs, by: 1 },
      ...(decidedMs === null ? [] : [{ atMs: decidedMs, by: -1 }]),
    ])
    .toSorted((a, b) => a.atMs - b.atMs || a.by - b.by);
  let waiting = 0;
  let peak = 0;
  for (const { by } of changes) {
    waiting += by;
    peak = Math.max(peak, waiting);
  }
  return peak;
}
