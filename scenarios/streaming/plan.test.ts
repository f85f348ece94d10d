// What writers are given to do: the same for the same seed, all kinds of it, each in its own territory.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../engine/random.ts';
import { changesPerTransaction, drawCalm, drawLong, drawShort } from './plan.ts';
import { idAt } from './writer.ts';

const many = <T>(draw: () => T) => Array.from({ length: 1_000 }, draw);

describe('the transactions of a change-feed scenario', () => {
  it('are the same for the same seed', () => {
    const of = (seed: number) => many(drawShort(seededRandom(seed), 0.05));
    expect(of(7)).toEqual(of(7));
    expect(of(7)).not.toEqual(of(8));
  });

  it('are of every kind: rows with one stamp, hot rows, soft and hard deletes, rollbacks', () => {
    const drawn = many(drawShort(seededRandom(1), 0.05));
    const statements = drawn.flatMap((plan) => plan.statements);
    for (const kind of ['insert', 'update', 'soft-delete', 'delete'])
      expect(statements.filter((one) => one.kind === kind).length).toBeGreaterThan(10);
    expect(statements.some((one) => one.kind === 'insert' && one.rows === 20)).toBe(true);
    const rolledBack = drawn.filter(({ end }) => end === 'rollback').length;
    expect(rolledBack).toBeGreaterThan(20);
    expect(rolledBack).toBeLessThan(100);
  });

  it('long ones stay open as long as they are told', () => {
    const holds = many(drawLong(seededRandom(1), { rollbackShare: 0, holdMs: [50, 1_500] })).map(
      ({ holdMs }) => holdMs,
    );
    expect(Math.min(...holds)).toBeGreaterThanOrEqual(50);
    expect(Math.max(...holds)).toBeLessThanOrEqual(1_500);
  });

  it('calm ones touch one row', () => {
    expect(changesPerTransaction(drawCalm(seededRandom(1)))).toBe(1);
  });

  it('nobody writes into the territory of a long transaction but itself', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        fc.integer({ min: 100, max: 1e6 }),
        (place, rows) => {
          const short = idAt(place, rows, { of: 'short' });
          expect(short % 8).not.toBe(0);
          const [a, b] = [0, 1].map((index) =>
            idAt(place, rows, { of: 'long', index, writers: 2 }),
          );
          expect([(a ?? 1) % 16, (b ?? 1) % 16]).toEqual([8, 0]);
        },
      ),
    );
  });
});
