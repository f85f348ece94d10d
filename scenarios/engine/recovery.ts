// Time to recovery: from heal to the first of five seconds in a row that look like before the fault. Pure.
import type { TimelineBucket } from '../../shared/run-result.ts';

const bucketsInARow = 5;
/** A second is healthy when at most this share of its arrivals was lost. */
const lostShare = 0.01;
/** Slack on the steady p95 and lag: noise of a busy machine is no outage. */
const slackMs = 100;
const slackMessages = 50;

/**
 * Milliseconds from `healedAtMs` to the start of the first healthy stretch; null when there is none.
 * Healthy: nothing (≤ 1 %) lost, decision p95 ≤ 2 × steady p95 (+ 100 ms), backlog ≤ steady maximum (+ 50).
 */
export function timeToRecovery(
  timeline: TimelineBucket[],
  steadyEndMs: number,
  healedAtMs: number,
  arrivalsEndMs: number,
): number | null {
  const steady = timeline.filter((b) => b.tMs + 1_000 <= steadyEndMs);
  const steadyP95 = Math.max(0, ...steady.map((b) => b.decisionMs?.p95 ?? 0));
  const steadyBacklog = Math.max(0, ...steady.map(backlogOf));
  const healthy = (b: TimelineBucket) =>
    b.lost <= b.offered * lostShare &&
    (b.decisionMs === null ? b.offered === 0 : b.decisionMs.p95 <= 2 * steadyP95 + slackMs) &&
    backlogOf(b) <= steadyBacklog + slackMessages;
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

/** Everything that waits, in messages or orders. */
export function backlogOf(bucket: TimelineBucket): number {
  return (bucket.consumerLag ?? 0) + (bucket.outboxDepth ?? 0) + (bucket.retryDepth ?? 0);
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
