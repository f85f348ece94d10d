// Long runs on a short line: nothing bad may disappear between two points.
import { describe, expect, it } from 'vitest';
import type { TimelineBucket } from '../shared/run-result.ts';
import { secondsPerPoint, thinnedWords, worstOf } from './chart-timeline.ts';
import { chartsOf } from './charts.ts';
import { samples } from './fixtures/samples.ts';

const [first] = samples.baseline().contenders[0]?.runs[0]?.timeline ?? [];

/** One bucket a second from `[lost, p95 or null, lag or null]`. */
function seconds(...of: [lost: number, p95: number | null, lag: number | null][]) {
  if (first === undefined) throw new Error('the sample lost its timeline');
  return of.map(([lost, p95, consumerLag], i): TimelineBucket => ({
    ...first,
    ...{ tMs: i * 1000, offered: 50, lost, consumerLag },
    decisionMs: p95 === null ? null : { p50: p95 / 2, p95, p99: p95 },
  }));
}

describe('several seconds as one', () => {
  it('are as bad as the worst of them in every number', () => {
    const all = seconds([0, 20, 1], [7, 900, 3], [2, 30, null], [0, 10, null]);
    expect(
      worstOf(all, 2).map(({ tMs, lost, consumerLag, decisionMs }) => [
        tMs,
        lost,
        consumerLag,
        decisionMs?.p95,
      ]),
    ).toEqual([
      [0, 7, 3, 900],
      [2000, 2, null, 30],
    ]);
  });

  it('leave a gap when in one of them nobody got there, but not when nobody came', () => {
    const [there, lost, empty] = seconds([0, 20, 0], [50, null, 0], [0, null, 0]);
    if (there === undefined || lost === undefined || empty === undefined) throw new Error('lost');
    expect(worstOf([there, lost], 2)[0]?.decisionMs).toBeNull();
    expect(worstOf([there, { ...empty, offered: 0 }], 2)[0]?.decisionMs?.p95).toBe(20);
  });
});

it('draws every second of a usual run, and says so when it does not', () => {
  expect(secondsPerPoint(0)).toBe(1);
  expect(secondsPerPoint(600)).toBe(1);
  expect(secondsPerPoint(601)).toBe(2);
  expect(thinnedWords(1)).toBeNull();
  const result = samples['billing-down']();
  expect(chartsOf(result).frame.drawn[0]?.timeline).toEqual(
    result.contenders[0]?.runs[0]?.timeline,
  );
});

it('keeps the peak of a long run in chart and table', () => {
  const result = samples['billing-down']();
  const run = result.contenders[0]?.runs[0];
  if (run === undefined) throw new Error('the sample lost its first run');
  run.timeline = seconds(
    ...Array.from({ length: 7200 }, (_, i): [number, number, null] => [
      i === 5001 ? 49 : 0,
      20,
      null,
    ]),
  );
  const { charts, table } = chartsOf(result).lost;
  expect(charts[0]?.series[0]?.points).toHaveLength(600);
  expect(charts[0]?.series[0]?.points.filter(([, lost]) => lost === 49)).toEqual([[4998, 49]]);
  expect(table.rows.filter((row) => row[1] === '49').map(([second]) => second)).toEqual(['4992']);
});
