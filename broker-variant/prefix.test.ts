import { describe, expect, it } from 'vitest';
import { leading } from './prefix.ts';

const at = (partition: number, offset: number) => ({ partition, offset: String(offset) });

describe('what lies before the first record that waits', () => {
  it('is everything when none waits', () => {
    const records = [at(0, 1), at(1, 7)];
    expect(leading(records, [])).toEqual(records);
  });

  it('is cut in each partition on its own, at the earliest stop', () => {
    const records = [at(0, 9), at(0, 10), at(1, 3), at(0, 11), at(1, 4)];
    expect(leading(records, [at(0, 11), at(0, 10)])).toEqual([at(0, 9), at(1, 3), at(1, 4)]);
  });

  it('is nothing when the first waits', () => {
    expect(leading([at(2, 5), at(2, 6)], [at(2, 5)])).toEqual([]);
  });

  it('compares offsets as numbers', () => {
    expect(leading([at(0, 9), at(0, 100)], [at(0, 10)])).toEqual([at(0, 9)]);
  });
});
