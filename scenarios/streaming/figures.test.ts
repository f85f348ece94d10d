// Delays, seconds and throughput of invented deliveries.
import { describe, expect, it } from 'vitest';
import { backlogRate, delaysWithin, quantile, timelineOf } from './figures.ts';
import type { CommittedChange } from './truth.ts';

const change = (committedAtMs: number | null): CommittedChange => ({
  ...{ id: 1, version: 1, isDelete: false, stampedAtMs: 0, committedAtMs },
});
const delivery = (committedAtMs: number | null, delayMs: number) => ({
  change: change(committedAtMs),
  appendedAtMs: (committedAtMs ?? 0) + delayMs,
});

describe('the figures of a change feed', () => {
  it('a quantile is a value that was measured (nearest rank)', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2);
    expect(quantile([1, 2, 3, 4], 0.99)).toBe(4);
    expect(quantile([], 0.5)).toBeNull();
  });

  it('takes the delays of what was committed within the span, to the end of the broker’s millisecond, and none of unknown commits', () => {
    const deliveries = [
      ...[delivery(999, 5), delivery(1_000, 10), delivery(1_500, -1.4), delivery(1_999, 30)],
      ...[delivery(2_000, 99), delivery(null, 1)],
    ];
    expect(delaysWithin(deliveries, { fromMs: 1_000, toMs: 2_000 })).toEqual({
      ...{ p50: 11, p95: 31, p99: 31, max: 31 },
    });
    expect(delaysWithin(deliveries, { fromMs: 5_000, toMs: 6_000 })).toBeNull();
  });

  it('puts every second of the span into the timeline, empty ones too', () => {
    const deliveries = [delivery(1_100, 5), delivery(3_200, 50)];
    const records = deliveries.map(({ appendedAtMs }, offset) => ({
      ...{ partition: 0, offset, appendedAtMs },
      change: { table: 't', kind: 'upsert' as const, key: '1', position: '1', row: {} },
    }));
    const span = { fromMs: 1_000, toMs: 3_500 };
    const seconds = timelineOf(
      span,
      [change(1_100), change(3_200), change(9_000)],
      records,
      deliveries,
    );
    expect(seconds).toEqual([
      { tMs: 0, committed: 1, delivered: 1, delayP99Ms: 6 },
      { tMs: 1_000, committed: 0, delivered: 0, delayP99Ms: null },
      { tMs: 2_000, committed: 1, delivered: 1, delayP99Ms: 51 },
    ]);
  });

  it('a backlog has a rate only when all of it came', () => {
    const waiting = [delivery(5_000, 100), delivery(5_000, 200), delivery(5_000, 300)];
    expect(backlogRate([delivery(1, 1), ...waiting], 5_000, 3)).toBe(15);
    expect(backlogRate(waiting, 5_000, 4)).toBeNull();
  });
});
