// All charts of a report as plain data, computed from the result alone.
import type { RunResult } from '../shared/run-result.ts';
import { backlogCharts, lostCharts } from './chart-counts.ts';
import { fateCharts } from './chart-fates.ts';
import { distributionCharts } from './chart-distribution.ts';
import { frameOf, type Frame } from './chart-frame.ts';
import { latencyCharts } from './chart-latency.ts';
import type { ChartGroup, ChartSpec } from './chart-spec.ts';

/** The charts of a report by section. */
export interface Charts {
  readonly frame: Frame;
  readonly latency: ChartGroup;
  readonly distribution: ChartGroup;
  readonly lost: ChartGroup;
  readonly fates: ChartGroup;
  readonly backlog: ChartGroup;
}

/** Computes every chart. */
export function chartsOf(result: RunResult): Charts {
  const frame = frameOf(result);
  return {
    frame,
    latency: latencyCharts(frame),
    distribution: distributionCharts(frame),
    lost: lostCharts(frame),
    fates: fateCharts(frame),
    backlog: backlogCharts(frame),
  };
}

/** A chart and whether it is the one of its group that names the time axis. */
export interface DrawnChart extends ChartSpec {
  readonly isLast: boolean;
}

/** Every canvas of a report, top to bottom. */
export function allCharts(charts: Charts): DrawnChart[] {
  return [charts.latency, charts.distribution, charts.lost, charts.fates, charts.backlog].flatMap(
    (group) =>
      group.charts.map((chart, i) => ({ ...chart, isLast: i === group.charts.length - 1 })),
  );
}
