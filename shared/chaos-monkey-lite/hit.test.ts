// Proves that hits are fair and depend on nothing but seed, fault, key and attempt.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw, isHit, latencyMs } from './hit.ts';

const seeds = fc.integer();
const names = fc.string({ minLength: 1 });

test('the same question always gets the same answer, known to every version', () => {
  expect(draw(42, 'billing-503', 'order-1', 1)).toBe(0.8134681165684015);
  fc.assert(
    fc.property(seeds, names, names, fc.nat(), (seed, id, key, attempt) => {
      expect(draw(seed, id, key, attempt)).toBe(draw(seed, id, key, attempt));
    }),
  );
});

test('rate 0 never hits, rate 1 always does, and a hit stays one at every higher rate', () => {
  const rates = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(seeds, names, names, rates, rates, (seed, id, key, a, b) => {
      expect(isHit(seed, id, key, 1, 0)).toBe(false);
      expect(isHit(seed, id, key, 1, 1)).toBe(true);
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      if (isHit(seed, id, key, 1, low)) expect(isHit(seed, id, key, 1, high)).toBe(true);
    }),
  );
});

test('the share of keys, and of attempts of one key, is the rate', () => {
  const count = 4000;
  const rates = fc.double({ min: 0.02, max: 0.98, noNaN: true });
  fc.assert(
    fc.property(seeds, names, rates, (seed, id, rate) => {
      const numbers = Array.from({ length: count }, (_, i) => i);
      const byKey = numbers.filter((i) => isHit(seed, id, `order-${i}`, 1, rate)).length;
      const byAttempt = numbers.filter((i) => isHit(seed, id, 'order', i, rate)).length;
      // Six standard deviations: one false alarm in about 5e8.
      const slack = 6 * Math.sqrt(count * rate * (1 - rate));
      expect(Math.abs(byKey - count * rate)).toBeLessThan(slack);
      expect(Math.abs(byAttempt - count * rate)).toBeLessThan(slack);
    }),
    { numRuns: 20 },
  );
});

test('two faults, seeds or attempts are hit independently of each other', () => {
  const keys = Array.from({ length: 8000 }, (_, i) => `order-${i}`);
  const both = (other: (key: string) => boolean): number =>
    keys.filter((key) => isHit(1, 'a', key, 1, 0.5) && other(key)).length / keys.length;
  expect(both((key) => isHit(1, 'b', key, 1, 0.5))).toBeCloseTo(0.25, 1);
  expect(both((key) => isHit(2, 'a', key, 1, 0.5))).toBeCloseTo(0.25, 1);
  expect(both((key) => isHit(1, 'a', key, 2, 0.5))).toBeCloseTo(0.25, 1);
});

test('names cannot run into each other', () => {
  expect(draw(1, 'a,b', 'c', 1)).not.toBe(draw(1, 'a', 'b,c', 1));
  expect(draw(1, 'a"', 'c', 1)).not.toBe(draw(1, 'a', '"c', 1));
});

test('a seeded latency stays within its range, is repeatable, and does not follow the hit', () => {
  fc.assert(
    fc.property(seeds, names, fc.nat(5000), fc.nat(5000), (seed, key, least, width) => {
      const ms = latencyMs([least, least + width], seed, 'slow', key, 1);
      expect(ms).toBeGreaterThanOrEqual(least);
      expect(ms).toBeLessThanOrEqual(least + width);
      expect(latencyMs([least, least + width], seed, 'slow', key, 1)).toBe(ms);
    }),
  );
  const hits = Array.from({ length: 20_000 }, (_, i) => `k${i}`).filter((key) =>
    isHit(1, 'slow', key, 1, 0.1),
  );
  const meanMs =
    hits.reduce((sum, key) => sum + latencyMs([0, 100], 1, 'slow', key, 1), 0) / hits.length;
  expect(Math.abs(meanMs - 50)).toBeLessThan(5);
});
