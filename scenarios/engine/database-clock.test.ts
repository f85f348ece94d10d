// How far the database's clock is ahead: right to half of the quickest round trip, whatever the others took.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { databaseClockAhead } from './database-clock.ts';

test('it is wrong by half of the quickest round trip at most', async () => {
  const wayMs = fc.double({ min: 0, max: 50, noNaN: true });
  const ways = fc.array(fc.tuple(wayMs, wayMs), { minLength: 9, maxLength: 9 });
  const aheadMs = fc.double({ min: -3_600_000, max: 3_600_000, noNaN: true });
  await fc.assert(
    fc.asyncProperty(ways, aheadMs, async (trips, ahead) => {
      const left = [...trips];
      let nowMs = 1_700_000_000_000;
      const query = () => {
        const [there = 0, back = 0] = left.shift() ?? [];
        const now = nowMs + there + ahead;
        nowMs += there + back;
        return Promise.resolve({ rows: [{ now }], rowCount: 1 });
      };
      const found = await databaseClockAhead({ query }, () => nowMs);
      const quickest = Math.min(...trips.map(([there, back]) => there + back));
      expect(Math.abs(found - ahead)).toBeLessThanOrEqual(quickest / 2 + 0.01);
    }),
  );
});
