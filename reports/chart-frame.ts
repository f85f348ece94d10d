// What all charts of one report share: the contenders drawn, the time axis and the fault windows.
import type { ContenderResult, ContenderRun, RunResult } from '../shared/run-result.ts';
import type { Band, XAxis } from './chart-spec.ts';
import { contenderColor, contenderStyles, type ContenderStyle } from './contender-style.ts';
import { faultWindows, windowLabel } from './fault-windows.ts';
import { shownRun } from './repetitions.ts';

/** One contender as the charts draw it. */
export interface Drawn {
  readonly name: string;
  readonly run: ContenderRun;
  readonly style: ContenderStyle;
  readonly color: string;
  /** Its own faults, for charts that show it alone. */
  readonly bands: readonly Band[];
}

/** The shared frame of every chart. */
export interface Frame {
  readonly drawn: readonly Drawn[];
  readonly x: XAxis;
  readonly bands: readonly Band[];
}

/** One decimal is plenty for a chart and keeps the file small. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The next 1, 2 or 5 times a power of ten at or above (or below) a positive value. */
export function niceEdge(value: number, side: 'above' | 'below'): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 2, 5, 10].map((step) => step * power);
  const edge =
    side === 'above'
      ? steps.find((step) => step >= value * 0.999)
      : steps.findLast((step) => step <= value * 1.001);
  return Number((edge ?? value).toPrecision(6));
}

/** Room for a count axis: a round number with little air above the peak. */
export function countEdge(peak: number): number {
  if (peak <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(peak));
  const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
  const edge = steps.map((step) => step * power).find((candidate) => candidate >= peak * 1.05);
  return Math.ceil(Number((edge ?? 12 * power).toPrecision(6)));
}

function bandsOf(contenders: readonly ContenderResult[], endOfTime: number): Band[] {
  return faultWindows(contenders).map((window) => ({
    label: windowLabel(window),
    from: rounded(window.fromMs / 1000),
    to: window.toMs === null ? endOfTime : rounded(window.toMs / 1000),
  }));
}

/** The frame of a result; a contender without a run is not drawn. */
export function frameOf(result: RunResult): Frame {
  const styles = contenderStyles(result.contenders.map(({ name }) => name));
  const shown = result.contenders.map(shownRun).filter((run) => run !== null);
  const ends = shown.flatMap((run) => [
    ...run.timeline.map((bucket) => bucket.tMs + 1000),
    ...run.fates.map(([atMs]) => atMs),
  ]);
  const max = Math.max(1, Math.ceil(ends.reduce((latest, end) => Math.max(latest, end), 0) / 1000));
  const drawn = result.contenders.flatMap((contender, i): Drawn[] => {
    const run = shownRun(contender);
    const style = styles[i];
    if (run === null || style === undefined) return [];
    const bands = bandsOf([contender], max);
    return [{ name: contender.name, run, style, color: contenderColor(i), bands }];
  });
  const title = 'seconds after the first arrival';
  return {
    drawn,
    x: { title, unit: 's', log: false, min: 0, max },
    bands: bandsOf(result.contenders, max),
  };
}
