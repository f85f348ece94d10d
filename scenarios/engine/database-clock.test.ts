// How far the database's clock is ahead: nothing on one machine, and right to the quickest round trip, whatever others took.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databaseClockAhead } from './database-clock.ts';

const wayMs = fc.double({ min: 0, max: 50, noNaN: true });
/** How long each question and each answer takes. */
const trips = fc.array(fc.tuple(wayMs, wayMs), { minLength: 9, maxLength: 9 });

/** What is found of a clock that is `ahead`. */
function found(ways: [number, number][], ahead: number): Promise<number> {
  const left = [...ways];
  let nowMs = 1_700_000_000_000;
  const query = () => {
    const [there = 0, back = 0] = left.shift() ?? [];
    const now = nowMs + there + ahead;
    nowMs += there + back;
    return Promise.resolve({ rows: [{ now }], rowCount: 1 });
  };
  return databaseClockAhead({ query }, () => nowMs);
}

test('a clock that is the same is not ahead at all', async () => {
  await fc.assert(
    fc.asyncProperty(trips, async (ways) => {
      expect(await found(ways, 0)).toBe(0);
    }),
  );
});

test('another one is told to the quickest round trip, and to half of it when it is far away', async () => {
  const aheadMs = fc.double({ min: -3_600_000, max: 3_600_000, noNaN: true });
  await fc.assert(
    fc.asyncProperty(trips, aheadMs, async (ways, ahead) => {
      const quickest = Math.min(...ways.map(([there, back]) => there + back));
      const wrong = Math.abs((await found(ways, ahead)) - ahead);
      const most = Math.abs(ahead) > quickest + 1 ? quickest / 2 : quickest;
      expect(wrong).toBeLessThanOrEqual(most + 0.1);
    }),
  );
});
