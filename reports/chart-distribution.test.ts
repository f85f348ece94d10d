// The distribution curves: never a survivor's curve, one scale, and a table with the same numbers.
import { describe, expect, it } from 'vitest';
import { chartsOf } from './charts.ts';
import { samples } from './fixtures/samples.ts';
import { duration } from './numbers.ts';

describe('the distribution of billing-down', () => {
  const result = samples['billing-down']();
  const { charts, table } = chartsOf(result).distribution;
  const decision = charts.find(({ id }) => id === 'distribution-decision');
  const rest = result.contenders[0]?.runs[0];

  it('ends below 100 % for those who lost orders, and runs on level to the edge', () => {
    const latency = rest?.latencyMs.decision;
    const share = (latency?.count ?? 0) / (rest?.offered ?? 1);
    const [cross, line] = decision?.series.filter(({ color }) => color === '--c0') ?? [];
    expect(share).toBeLessThan(0.9);
    expect(line?.points.at(-1)).toEqual([decision?.x.max, share]);
    expect(cross).toMatchObject({ shape: 'crossRot', points: [[latency?.max, share]] });
  });

  it('reaches 100 % for those who lost none, and says nothing of never', () => {
    const broker = decision?.series.filter(({ color }) => color === '--c2') ?? [];
    expect(broker).toHaveLength(1);
    expect(broker[0]?.points.at(-1)?.[1]).toBe(1);
    expect(decision?.labels?.map(({ text }) => text)).toEqual([
      'rest: 22.5 % never',
      'rest-hardened: 21.8 % never',
    ]);
  });

  it('puts the three latencies on one scale that holds every point', () => {
    expect(new Set(charts.map(({ x }) => `${x.min} ${x.max}`)).size).toBe(1);
    for (const { x, series } of charts)
      for (const { points } of series)
        for (const [ms] of points) expect(ms >= x.min && ms <= x.max).toBe(true);
  });

  it('has a table with every point of every curve', () => {
    const column = table.columns.indexOf('rest decision');
    const shown = Object.fromEntries(table.rows.map((row) => [row[0], row[column]]));
    for (const [share, ms] of rest?.latencyCurve?.decision ?? [])
      expect(shown[`${Math.round(share * 100)} %`]).toBe(duration(ms));
    expect(shown['80 %']).toBe('never');
    expect(shown['never got there']).toBe('22.5 %');
  });

  it('says in words what it shows', () => {
    expect(decision?.description).toMatch(/rest: half within [\d.]+ ms and 22\.5 % never;/);
  });
});

it('draws nothing for a result from before there were distributions', () => {
  const result = samples.baseline();
  for (const { runs } of result.contenders) for (const run of runs) delete run.latencyCurve;
  expect(chartsOf(result).distribution.charts).toEqual([]);
});

it('draws no curve for a contender of which no order got there', () => {
  const result = samples['billing-down']();
  const run = result.contenders[0]?.runs[0];
  if (run === undefined) throw new Error('the sample lost its first run');
  run.latencyMs.decision = null;
  run.latencyCurve = { answer: [], decision: [], email: [] };
  const decision = chartsOf(result).distribution.charts[1];
  expect(decision?.series.some(({ label }) => label.startsWith('rest:'))).toBe(false);
  expect(decision?.labels?.[0]?.text).toBe('rest: 100 % never');
});
