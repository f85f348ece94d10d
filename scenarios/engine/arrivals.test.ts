import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { declinedCard } from '../../shared/services/card-network.ts';
import { planArrivals } from './arrivals.ts';

const plan = {
  process: 'poisson',
  ratePerSecond: 50,
  durationMs: 20_000,
  draw: { flights: 20, declinedShare: 0 },
} as const;

describe('the arrival schedule', () => {
  it('is the same for the same seed and another for another seed', () => {
    expect(planArrivals({ ...plan, seed: 1 })).toEqual(planArrivals({ ...plan, seed: 1 }));
    expect(planArrivals({ ...plan, seed: 1 })).not.toEqual(planArrivals({ ...plan, seed: 2 }));
  });

  it('keeps the rate: counts scatter like a Poisson process', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const { length } = planArrivals({ ...plan, seed });
        // λT = 1000, σ ≈ 32; five σ either side.
        expect(Math.abs(length - 1_000)).toBeLessThan(160);
      }),
    );
  });

  it('is in order, inside its duration, with unique version 4 ids', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 - 1 }), (seed) => {
        const arrivals = planArrivals({ ...plan, durationMs: 2_000, seed });
        const times = arrivals.map((a) => a.atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.every((t) => t >= 0 && t < 2_000)).toBe(true);
        const ids = arrivals.map((a) => a.booking.orderId);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids)
          expect(id).toMatch(
            /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
          );
      }),
      { numRuns: 20 },
    );
  });

  it('has equal gaps when asked for a constant rate', () => {
    const arrivals = planArrivals({ ...plan, process: 'constant', durationMs: 1_000, seed: 1 });
    expect(arrivals.map((a) => a.atMs).slice(0, 3)).toEqual([20, 40, 60]);
  });

  it('comes as many times as fast in a surge, and as before outside it', () => {
    const surges = [{ fromMs: 5_000, untilMs: 10_000, factor: 4 }];
    const arrivals = planArrivals({ ...plan, process: 'constant', seed: 1, surges });
    const between = (from: number, until: number) =>
      arrivals.filter(({ atMs }) => atMs >= from && atMs < until).length;
    expect(between(0, 5_000)).toBeGreaterThanOrEqual(249);
    expect(between(0, 5_000)).toBeLessThanOrEqual(250);
    expect(Math.abs(between(5_000, 10_000) - 1_000)).toBeLessThanOrEqual(1);
    expect(Math.abs(between(10_000, 20_000) - 500)).toBeLessThanOrEqual(1);
    const calm = planArrivals({ ...plan, seed: 1 });
    const stormy = planArrivals({ ...plan, seed: 1, surges });
    const early = ({ atMs }: { atMs: number }) => atMs < 5_000;
    expect(stormy.filter(early)).toEqual(calm.filter(early));
  });

  it('declines the share of cards asked for', () => {
    const draw = { flights: 20, declinedShare: 0.2 };
    const arrivals = planArrivals({ ...plan, draw, durationMs: 100_000, seed: 1 });
    const declined = arrivals.filter(({ booking }) => booking.card === declinedCard).length;
    expect(declined / arrivals.length).toBeCloseTo(0.2, 1);
  });
});
