import { describe, expect, it } from 'vitest';
import type { JudgedOrder } from './check.ts';
import { Ledger } from './ledger.ts';
import { noRecords } from './order-summary.ts';
import type { Sample } from './sampler.ts';
import { someArrivals } from './testing/mini-run.ts';
import { buildTimeline } from './timeline.ts';

/** Epoch ms of t = 0. */
const t0 = 1_000_000;

/** Four orders, 400 ms apart, answered after 100 ms, decided after 700 ms; the second one was lost. */
function judged(): JudgedOrder[] {
  const arrivals = someArrivals(4, 400);
  const ledger = new Ledger(arrivals);
  return arrivals.map(({ atMs, booking: { orderId } }, n) => {
    ledger.sent(orderId, atMs);
    ledger.answered(orderId, 'accepted', 202, atMs + 100);
    return {
      ...{ orderId, journal: ledger.entries.get(orderId) },
      records: { ...noRecords(), decidedMs: n === 1 ? null : t0 + atMs + 700 },
      outcome: n === 1 ? 'vanished' : 'confirmed',
    };
  });
}

const sample = (atMs: number, outboxDepth: number): Sample => ({
  ...{ atMs, breaker: 'open', cpu: null, otherCores: null },
  gauges: { consumerLag: null, outboxDepth, retryDepth: null, owedWork: null },
});

describe('the timeline', () => {
  it('has orders in the second they arrived in, decisions in their own', () => {
    const buckets = buildTimeline({ judged: judged(), samples: [], t0, endMs: 3_000 });
    // They arrive at 400, 800, 1200 and 1600 ms.
    expect(buckets.map(({ offered }) => offered)).toEqual([2, 2, 0]);
    expect(buckets.map(({ lost }) => lost)).toEqual([1, 0, 0]);
    expect(buckets.map(({ settled }) => settled)).toEqual([0, 2, 1]);
    expect(buckets.map(({ answered }) => answered.accepted)).toEqual([2, 2, 0]);
    expect(buckets[0]?.decisionMs).toEqual({ p50: 700, p95: 700, p99: 700 });
    expect(buckets[0]?.answerMs?.p50).toBe(100);
    expect(buckets[2]).toMatchObject({ answerMs: null, emailMs: null });
  });

  it('takes the later of two samples in one second, and none from outside', () => {
    const samples = [
      sample(-5, 1),
      sample(500, 2),
      sample(999, 3),
      sample(1_000, 4),
      sample(9_000, 5),
    ];
    const buckets = buildTimeline({ judged: [], samples, t0, endMs: 3_000 });
    expect(buckets.map(({ outboxDepth }) => outboxDepth)).toEqual([3, 4, null]);
    expect(buckets.map(({ breaker }) => breaker)).toEqual(['open', 'open', null]);
  });
});
