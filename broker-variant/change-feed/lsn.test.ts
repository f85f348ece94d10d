// Places in the log: what is read is written the same way, and a position sorts like what it stands for.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLsn, parseLsn, positionAt } from './lsn.ts';

const lsn = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const index = fc.nat({ max: 99_999_999 });
const sign = (a: bigint | number | string, b: typeof a) => (a < b ? -1 : a > b ? 1 : 0);

describe('a place in the log', () => {
  it('is read as PostgreSQL writes it', () => {
    expect(parseLsn('16/B374D848')).toBe(0x16b374d848n);
    expect(parseLsn('0/0')).toBe(0n);
    expect(formatLsn(0x16b374d848n)).toBe('16/B374D848');
    expect(formatLsn(0x1_0000_000an)).toBe('1/A');
  });

  it('is the same once written and read', () => {
    fc.assert(fc.property(lsn, (place) => parseLsn(formatLsn(place)) === place));
  });
});

describe('a position', () => {
  it('sorts as text like place and number in the transaction', () => {
    fc.assert(
      fc.property(fc.tuple(lsn, index), fc.tuple(lsn, index), (a, b) => {
        expect(sign(positionAt(...a), positionAt(...b))).toBe(sign(a[0], b[0]) || sign(a[1], b[1]));
      }),
    );
    expect(positionAt(255n, 1) < positionAt(256n, 0)).toBe(true);
    expect(positionAt(1n, 9) < positionAt(1n, 10)).toBe(true);
  });
});
