// Shrinking keeps exactly what it takes to fail, as far as its budget reaches.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shrink } from './shrink.ts';

describe('shrinking', () => {
  it('with enough budget, leaves only what it takes to fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(fc.boolean()),
        async (all, coins) => {
          const chosen = all.filter(() => coins.next().value);
          const culprits = chosen.length > 0 ? chosen : all.slice(0, 1);
          const fails = (list: number[]) =>
            Promise.resolve(culprits.every((c) => list.includes(c)));
          const { smallest } = await shrink(all, fails, all.length);
          expect(smallest).toEqual(all.filter((n) => culprits.includes(n)));
        },
      ),
    );
  });

  it('asks no more often than it may, and returns what still fails', async () => {
    let asked = 0;
    const result = await shrink(
      [1, 2, 3, 4, 5],
      (list) => {
        asked++;
        return Promise.resolve(list.includes(5));
      },
      2,
    );
    expect(asked).toBe(2);
    expect(result).toEqual({ smallest: [3, 4, 5], asked: 2 });
  });

  it('never tries the empty list: without faults there is nothing to blame', async () => {
    const { asked } = await shrink([1], () => Promise.resolve(true), 6);
    expect(asked).toBe(0);
  });
});
