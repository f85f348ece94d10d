// Only what is a quarter worse than the committed median, and outside its range, is a regression.
import { describe, expect, it } from 'vitest';
import type { BenchBaseline } from '../../shared/bench-result.ts';
import { benchSample } from '../../reports/fixtures/bench-sample.ts';
import { baselineOf, compareRatios, hasRegressed } from './regressions.ts';

const baseline: BenchBaseline = {
  ...{ schemaVersion: 1, kind: 'bench-baseline' },
  measured: { date: '2026-11-25', gitSha: null, cpu: 'any', otherCores: null },
  ratios: {
    speed: { median: 0.8, low: 0.5, high: 0.9 },
    delay: { median: 2, low: 1.8, high: 2.2 },
    'delay-tail': { median: 2, low: 1.8, high: 2.2 },
  },
};

const verdictOf = (id: string, median: number | null, better: 'higher' | 'lower') =>
  compareRatios(baseline, [{ id, median, better }]).find((one) => one.id === id)?.verdict;

describe('a committed ratio', () => {
  it.each([
    [0.8, 'as before'],
    [0.61, 'as before'],
    // A quarter below the median, and yet within what was seen.
    [0.55, 'as before'],
    [0.49, 'worse'],
    [0.95, 'as before'],
    [1.01, 'better'],
  ])('of which more is better, now at %d, is %s', (median, verdict) => {
    expect(verdictOf('speed', median, 'higher')).toBe(verdict);
  });

  it.each([
    [2.4, 'as before'],
    [2.6, 'worse'],
    [1.4, 'better'],
  ])('of which less is better, now at %d, is %s', (median, verdict) => {
    expect(verdictOf('delay', median, 'lower')).toBe(verdict);
  });

  it.each([
    [3.9, 'as before'],
    [4.1, 'worse'],
    [0.9, 'better'],
  ])('of slowest orders has twice the room, and now at %d is %s', (median, verdict) => {
    expect(verdictOf('delay-tail', median, 'lower')).toBe(verdict);
  });

  it('that was not measured is no regression, and says so', () => {
    const verdicts = compareRatios(baseline, [{ id: 'new', median: 1, better: 'higher' }]);
    expect(new Set(verdicts.map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
    expect(hasRegressed(verdicts)).toBe(false);
    expect(verdictOf('speed', null, 'higher')).toBe('not measured');
  });

  it('that is worse makes the whole a regression', () => {
    const figures = [
      { id: 'speed', median: 0.8, better: 'higher' },
      { id: 'delay', median: 9, better: 'lower' },
    ] as const;
    expect(hasRegressed(compareRatios(baseline, figures))).toBe(true);
  });
});

it('a run becomes a baseline of its ratios alone', () => {
  expect(baselineOf(benchSample())).toEqual({
    ...{ schemaVersion: 1, kind: 'bench-baseline' },
    measured: {
      ...{ date: '2026-11-25', gitSha: 'abc1234', cpu: '<b>chip</b>, 2 cores', otherCores: 0.1 },
    },
    ratios: { 'throughput.broker/broker-floor': { median: 0.8, low: 0.7, high: 0.9 } },
  });
});
