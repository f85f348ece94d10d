// When a second of a run looks like the seconds before the fault: the one rule behind every time to recovery. Pure.

/** What one second of a run must tell to be judged. */
export interface JudgedSecond {
  readonly offered: number;
  readonly lost: number;
  readonly decisionMs: { readonly p95: number } | null;
  readonly consumerLag: number | null;
  readonly outboxDepth: number | null;
  readonly retryDepth: number | null;
}

/** A second is healthy when at most this share of its arrivals was lost. */
const lostShare = 0.01;
/** Slack on the steady p95 and backlog: noise of a busy machine is no outage. */
const slackMs = 100;
const slackMessages = 50;

/** Everything that waits, in messages or orders. */
function backlogOf({ consumerLag, outboxDepth, retryDepth }: JudgedSecond): number {
  return (consumerLag ?? 0) + (outboxDepth ?? 0) + (retryDepth ?? 0);
}

/** Healthy: nothing (≤ 1 %) lost, decision p95 ≤ 2 × steady p95 (+ 100 ms), backlog ≤ steady maximum (+ 50). */
export function healthyLike(steady: readonly JudgedSecond[]): (second: JudgedSecond) => boolean {
  const steadyP95 = steady.reduce((most, one) => Math.max(most, one.decisionMs?.p95 ?? 0), 0);
  const steadyBacklog = steady.reduce((most, one) => Math.max(most, backlogOf(one)), 0);
  return (second) =>
    second.lost <= second.offered * lostShare &&
    (second.decisionMs === null
      ? second.offered === 0
      : second.decisionMs.p95 <= 2 * steadyP95 + slackMs) &&
    backlogOf(second) <= steadyBacklog + slackMessages;
}
