import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summarize } from './latency.ts';

describe('a latency summary', () => {
  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(summarize(values)).toEqual({
      ...{ p50: 50, p95: 95, p99: 99, max: 100, count: 100, missing: 0 },
    });
  });

  it('counts orders that never got there as infinitely late', () => {
    const summary = summarize([...Array.from({ length: 90 }, () => 5), ...Array(10).fill(null)]);
    expect(summary).toEqual({ p50: 5, p95: null, p99: null, max: 5, count: 90, missing: 10 });
  });

  it('does not exist when nobody got there', () => {
    expect(summarize([null, null])).toBeNull();
    expect(summarize([])).toBeNull();
  });

  it('has at least the share q of all values at or below each percentile', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 9_999 })), { minLength: 1 }),
        (v) => {
          const summary = summarize(v);
          for (const [q, value] of [
            [0.5, summary?.p50],
            [0.99, summary?.p99],
          ] as const) {
            const within = v.filter((x) => x !== null && x <= (value ?? Infinity)).length;
            if (value !== null && value !== undefined)
              expect(within).toBeGreaterThanOrEqual(Math.ceil(q * v.length));
            else expect(v.filter((x) => x !== null).length).toBeLessThan(Math.ceil(q * v.length));
          }
        },
      ),
    );
  });
});
