// How numbers are written.
import { expect, it } from 'vitest';
import { count, duration, figure, percent, range, times } from './numbers.ts';

it('groups thousands with a thin space', () => {
  expect(count(1_234_567)).toBe('1\u202f234\u202f567');
  expect(count(999)).toBe('999');
});

it('writes durations with the unit a reader expects', () => {
  expect([0, 6, 6.34, 9.96, 41.2, 999.6, 1400, 10_200, 164_000, -20].map(duration)).toEqual([
    '0 ms',
    '6 ms',
    '6.3 ms',
    '10 ms',
    '41 ms',
    '1 s',
    '1.4 s',
    '10.2 s',
    '164 s',
    '−20 ms',
  ]);
  expect(duration(Infinity)).toBe('never');
});

it('never rounds a share to nothing or to everything', () => {
  expect(percent(1, 100_000)).toBe('< 0.1 %');
  expect(percent(99_999, 100_000)).toBe('> 99.9 %');
  expect(percent(0, 10)).toBe('0 %');
  expect(percent(1, 0)).toBe('–');
});

it('writes ratios, small figures and ranges', () => {
  expect(times(41, 6)).toBe('6.8×');
  expect(figure(0.0268)).toBe('0.0268');
  expect(range('5.8 ms', '6 ms')).toBe('5.8–6 ms');
  expect(range('800 ms', '1.2 s')).toBe('800 ms–1.2 s');
  expect(range('492', '523')).toBe('492–523');
});
