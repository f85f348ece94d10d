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
  const arrived: JudgedOrder[][] = Array.from({ length: size }, () => []);
  const buckets = Array.from({ length: size }, (_, i) => emptyBucket(i * bucketMs));
  const at = (ms: number) => buckets[Math.min(size - 1, Math.max(0, Math.floor(ms / bucketMs)))];
  for (const order of judged) {
    const { journal, records, outcome } = order;
    if (!journal) continue;
    const bucket = at(journal.arrival.atMs);
    arrived[Math.min(size - 1, Math.floor(journal.arrival.atMs / bucketMs))]?.push(order);
    if (bucket) {
      bucket.offered++;
      if (isLost(outcome)) bucket.lost++;
    }
    const answered = journal.answeredAtMs ?? journal.sentAtMs;
    if (journal.answer && answered !== null) {
      const column = at(answered)?.answered;
      if (column) column[answerColumn[journal.answer]]++;
    }
    const decided = records.order?.decided_ms;
    const decidedBucket = typeof decided === 'number' ? at(decided - t0) : undefined;
    if (decidedBucket) decidedBucket.settled++;
  }
  buckets.forEach((bucket, i) => {
    const latencies = (arrived[i] ?? []).map((order) => latenciesOf(order, t0));
    bucket.answerMs = percentiles(latencies.map((l) => l.answer));
    bucket.decisionMs = percentiles(latencies.map((l) => l.decision));
    bucket.emailMs = percentiles(latencies.map((l) => l.email));
    const sample = samples.findLast((s) => s.atMs < bucket.tMs + bucketMs && s.atMs >= bucket.tMs);
    if (!sample) return;
    Object.assign(bucket, sample.gauges, { breaker: sample.breaker, cpu: sample.cpu });
  });
  return buckets;
}

function percentiles(values: (number | null)[]): TimelineBucket['answerMs'] {
  const sorted = values.filter((v) => v !== null).toSorted((a, b) => a - b);
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
