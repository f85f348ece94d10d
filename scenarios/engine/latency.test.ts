import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curveOf as curve, sortLatencies, summarize as summary } from './latency.ts';

type Values = (number | null)[];
const summarize = (values: Values) => summary(sortLatencies(values));
const curveOf = (values: Values) => curve(sortLatencies(values));

describe('a latency summary', () => {
  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1);
    expect(summarize(values)).toEqual({
      ...{ p50: 50, p95: 95, p99: 99, max: 100, count: 100, missing: 0 },
    });
  });

  it('counts orders that never got there as infinitely late', () => {
    const found = summarize([...Array.from({ length: 90 }, () => 5), ...Array(10).fill(null)]);
    expect(found).toEqual({ p50: 5, p95: null, p99: null, max: 5, count: 90, missing: 10 });
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
          const found = summarize(v);
          for (const [q, value] of [
            [0.5, found?.p50],
            [0.99, found?.p99],
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

describe('a latency curve', () => {
  it('ends where the orders begin that never got there', () => {
    const values = [...Array.from({ length: 57 }, (_, i) => i + 1), ...Array(43).fill(null)];
    const drawn = curveOf(values);
    expect(drawn.slice(-2)).toEqual([
      [0.54, 54],
      [0.56, 56],
    ]);
    expect(drawn.find(([share]) => share === 0.5)).toEqual([0.5, 50]);
    expect(curveOf([null, null])).toEqual([]);
    expect(curveOf([])).toEqual([]);
  });

  it('says the same as the summary where both speak', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer({ min: 0, max: 9_999 })), { minLength: 1 }),
        (values) => {
          const found = summarize(values);
          const at = (share: number) =>
            curveOf(values).find(([candidate]) => candidate === share)?.[1] ?? null;
          expect([at(0.5), at(0.95), at(0.99)]).toEqual([
            found?.p50 ?? null,
            found?.p95 ?? null,
            found?.p99 ?? null,
          ]);
        },
      ),
    );
  });

  it('rises with the share, to the longest when everyone got there', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1 }), (values) => {
        const drawn = curveOf(values);
        expect(drawn.at(-1)).toEqual([1, Math.max(...values)]);
        expect(drawn.map(([, ms]) => ms)).toEqual(
          drawn.map(([, ms]) => ms).toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
