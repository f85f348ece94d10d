// The chart data and the colours: the same scale for all, the measured fault, contrast for everyone.
import { describe, expect, it } from 'vitest';
import { style } from './assets.ts';
import { allCharts, chartsOf } from './charts.ts';
import { allContenderStyles, contenderStyles } from './contender-style.ts';
import { samples } from './fixtures/samples.ts';
import { shownOutcomes } from './outcome-words.ts';
import { outcomes } from '../shared/domain/outcome-names.ts';

function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function variable(name: string, theme: 'light' | 'dark'): string {
  const values = [...style.matchAll(new RegExp(`--${name}: (#[0-9a-f]{6});`, 'g'))].map(
    (match) => match[1],
  );
  return values[theme === 'light' ? 0 : 1] ?? '';
}

describe.each(['light', 'dark'] as const)('in %s', (theme) => {
  const surface = variable('surface', theme);

  it.each(allContenderStyles.map((one) => one[theme]))(
    'contender colour %s stands out by 3:1',
    (color) => {
      expect(contrast(color, surface)).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(['good', 'degraded', 'lost-sale', 'lost', 'leak', 'harm', 'harness'])(
    'outcome colour %s stands out by 3:1',
    (name) => {
      expect(contrast(variable(name, theme), surface)).toBeGreaterThanOrEqual(3);
    },
  );

  it.each(['ink', 'muted', 'link', 'pass', 'harm'])(
    'text colour %s stands out by 4.5:1',
    (name) => {
      expect(contrast(variable(name, theme), surface)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(variable(name, theme), variable('page', theme))).toBeGreaterThanOrEqual(4.5);
    },
  );
});

it('gives no two known contenders the same dash or the same colour', () => {
  const styles = contenderStyles([
    'rest',
    'rest-hardened',
    'broker',
    'broker-plain',
    'rest-outbox',
    'nats',
    'constructor',
  ]);
  expect(new Set(styles.map((one) => one.dash.join(' '))).size).toBe(styles.length);
  expect(new Set(styles.map((one) => one.light)).size).toBe(styles.length);
});

it('draws every verdict of the contract', () => {
  expect(shownOutcomes.toSorted()).toEqual(outcomes.toSorted());
});

describe('the charts of billing-down', () => {
  const charts = chartsOf(samples['billing-down']());

  it('put the three latencies on one scale', () => {
    const scales = charts.latency.charts.map(({ y }) => [y.min, y.max]);
    expect(scales).toHaveLength(3);
    expect(new Set(scales.map(String)).size).toBe(1);
  });

  it('draw p50 and p95 of every contender, with gaps where nobody got there', () => {
    const decision = charts.latency.charts[1];
    expect(decision?.series.map(({ label }) => label)).toEqual([
      'rest p50',
      'rest-hardened p50',
      'broker p50',
      'rest p95',
      'rest-hardened p95',
      'broker p95',
    ]);
    expect(decision?.series[0]?.points[20]?.[1]).toBeNull();
    expect(decision?.series[2]?.points[20]?.[1]).toBeGreaterThan(1000);
  });

  it('shade the fault as measured, not as planned', () => {
    expect(charts.frame.bands).toEqual([{ label: 'billing down 10.2 s', from: 15, to: 25.3 }]);
    for (const chart of allCharts(charts))
      expect(chart.bands).toHaveLength(chart.x.unit === 's' ? 1 : 0);
    expect(charts.lost.charts.map(({ bands }) => bands[0]?.from)).toEqual([15, 15.1, 15]);
  });

  it('place every order that was not good, and lost ones in a lane above the scale', () => {
    const run = charts.frame.drawn[0]?.run;
    const refused = charts.fates.charts[0]?.series.find(({ label }) => label === 'refused');
    const highest = Math.max(...(run?.fates ?? []).map(([, , took]) => took ?? 0));
    expect(refused?.points).toHaveLength(run?.outcomes.refused ?? -1);
    for (const [, y] of refused?.points ?? []) expect(y).toBeGreaterThan(highest);
  });

  it('draw a backlog only where something waited, and say the rest', () => {
    expect(charts.backlog.charts.map(({ id }) => id)).toEqual([
      'backlog-consumer-lag',
      'backlog-outbox-depth',
      'backlog-retry-depth',
      'backlog-owed-work',
    ]);
    expect(charts.backlog.charts[0]?.series.map(({ label }) => label)).toEqual(['broker']);
  });
});

it('makes finite scales from a result without a single order', () => {
  for (const chart of allCharts(chartsOf(samples.interrupted()))) {
    expect(chart.x.max).toBeGreaterThan(chart.x.min);
    expect(chart.y.max).toBeGreaterThan(chart.y.min);
    expect(JSON.stringify(chart)).not.toContain('null]]null');
  }
});
