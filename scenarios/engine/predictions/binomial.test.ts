import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialInterval } from './binomial.ts';

describe('the interval of a count', () => {
  it('is exact where counts are small', () => {
    // P(X ≥ 8) = 0.00026 and P(X ≥ 7) = 0.0013 for 60 trials of 0.027.
    expect(binomialInterval(60, 0.027)).toEqual({ low: 0, high: 7 });
    expect(binomialInterval(10, 0)).toEqual({ low: 0, high: 0 });
    expect(binomialInterval(10, 1)).toEqual({ low: 10, high: 10 });
  });

  it('agrees with the normal curve where counts are large', () => {
    const { low, high } = binomialInterval(10_000, 0.3);
    // 3.29 σ = 151 either side of 3000.
    expect(Math.abs(low - 2_849)).toBeLessThanOrEqual(3);
    expect(Math.abs(high - 3_151)).toBeLessThanOrEqual(3);
  });

  it('agrees with it for a million trials too', () => {
    const { low, high } = binomialInterval(1_000_000, 0.3);
    // 3.29 σ = 1508 either side of 300 000.
    expect(Math.abs(low - 298_492)).toBeLessThanOrEqual(5);
    expect(Math.abs(high - 301_508)).toBeLessThanOrEqual(5);
  });

  it('always holds the mean', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3_000 }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (n, p) => {
          const { low, high } = binomialInterval(n, p);
          expect(low).toBeLessThanOrEqual(Math.ceil(n * p));
          expect(high).toBeGreaterThanOrEqual(Math.floor(n * p));
        },
      ),
      { numRuns: 200 },
    );
  });
});
