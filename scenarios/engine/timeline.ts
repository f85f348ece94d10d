// Ledger and samples → one bucket a second: what arrived, what was answered, how long it took. Pure.
import type { TimelineBucket } from '../../shared/run-result.ts';
import { isLost, type JudgedOrder } from './check.ts';
import { latenciesOf, nearestRank } from './latency.ts';
import type { AnswerKind } from './ledger.ts';
import type { Sample } from './sampler.ts';

const bucketMs = 1_000;

const answerColumn: Record<AnswerKind, keyof TimelineBucket['answered']> = {
  confirmed: 'ok',
  accepted: 'accepted',
  rejected: 'rejected',
  failed: 'failed',
  unknown: 'unknown',
};

/** Buckets from t = 0 to `endMs`. Latencies and losses stand in the second their order arrived in. */
export function buildTimeline(options: {
  judged: JudgedOrder[];
  samples: Sample[];
  t0: number;
  endMs: number;
}): TimelineBucket[] {
  const { judged, samples, t0, endMs } = options;
  const size = Math.max(1, Math.ceil(endMs / bucketMs));
  const seconds = Array.from({ length: size }, (_, i): Second => ({
    bucket: emptyBucket(i * bucketMs),
    ...{ answer: [], decision: [], email: [] },
  }));
  const at = (ms: number) => seconds[Math.min(size - 1, Math.max(0, Math.floor(ms / bucketMs)))];
  for (const order of judged) {
    const { journal, records, outcome } = order;
    if (!journal) continue;
    const arrived = at(journal.arrival.atMs);
    if (arrived) {
      arrived.bucket.offered++;
      if (isLost(outcome)) arrived.bucket.lost++;
      const { answer, decision, email } = latenciesOf(order, t0);
      if (answer !== null) arrived.answer.push(answer);
      if (decision !== null) arrived.decision.push(decision);
      if (email !== null) arrived.email.push(email);
    }
    const answered = journal.answeredAtMs ?? journal.sentAtMs;
    if (journal.answer && answered !== null) {
      const column = at(answered)?.bucket.answered;
      if (column) column[answerColumn[journal.answer]]++;
    }
    const decided = records.decidedMs === null ? undefined : at(records.decidedMs - t0);
    if (decided) decided.bucket.settled++;
  }
  for (const { bucket, answer, decision, email } of seconds) {
    bucket.answerMs = percentiles(answer);
    bucket.decisionMs = percentiles(decision);
    bucket.emailMs = percentiles(email);
  }
  // Of two samples in one second the later one stands.
  for (const sample of samples) {
    const bucket = seconds[Math.floor(sample.atMs / bucketMs)]?.bucket;
    if (bucket) Object.assign(bucket, sample.gauges, { breaker: sample.breaker, cpu: sample.cpu });
  }
  return seconds.map(({ bucket }) => bucket);
}

/** A bucket, and the latencies in ms of the orders that arrived in it and got there. */
type Second = { bucket: TimelineBucket; answer: number[]; decision: number[]; email: number[] };

function percentiles(values: number[]): TimelineBucket['answerMs'] {
  const sorted = Float64Array.from(values).toSorted();
  const of = (q: number) => nearestRank(sorted, sorted.length, q) ?? 0;
  return sorted.length === 0 ? null : { p50: of(0.5), p95: of(0.95), p99: of(0.99) };
}

function emptyBucket(tMs: number): TimelineBucket {
  return {
    tMs,
    offered: 0,
    answered: { ok: 0, accepted: 0, rejected: 0, failed: 0, unknown: 0 },
    settled: 0,
    lost: 0,
    answerMs: null,
    decisionMs: null,
    emailMs: null,
    consumerLag: null,
    outboxDepth: null,
    retryDepth: null,
    owedWork: null,
    breaker: null,
    cpu: null,
  };
}
