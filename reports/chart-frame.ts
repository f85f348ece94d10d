// What all charts of one report share: the contenders drawn, the time axis and the fault windows.
import type {
  ContenderResult,
  ContenderRun,
  RunResult,
  TimelineBucket,
} from '../shared/run-result.ts';
import type { Band, XAxis } from './chart-spec.ts';
import { secondsPerPoint, worstOf } from './chart-timeline.ts';
import { contenderColor, contenderStyles, type ContenderStyle } from './contender-style.ts';
import { faultWindows, windowLabel } from './fault-windows.ts';
import { shownRun } from './repetitions.ts';

/** One contender as the charts draw it. */
export interface Drawn {
  readonly name: string;
  readonly run: ContenderRun;
  /** Its seconds as drawn: in a long run, several as one. */
  readonly timeline: readonly TimelineBucket[];
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
  /** How many seconds one point of a line stands for. */
  readonly secondsPerPoint: number;
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

/** Where a second, or a group of them, stands on the time axis: in its middle. */
export function middleOf({ tMs }: TimelineBucket, { secondsPerPoint: group }: Frame): number {
  return tMs / 1000 + group / 2;
}

/** The instants at which some line has a point, in order. */
export function instantsOf({ drawn }: Frame): number[] {
  const all = drawn.flatMap(({ timeline }) => timeline.map((bucket) => bucket.tMs));
  return [...new Set(all)].toSorted((a, b) => a - b);
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
  const group = secondsPerPoint(
    shown.reduce((longest, run) => Math.max(longest, run.timeline.length), 0),
  );
  const drawn = result.contenders.flatMap((contender, i): Drawn[] => {
    const run = shownRun(contender);
    const style = styles[i];
    if (run === null || style === undefined) return [];
    const bands = bandsOf([contender], max);
    const timeline = worstOf(run.timeline, group);
    return [{ name: contender.name, run, timeline, style, color: contenderColor(i), bands }];
  });
  const title = 'seconds after the first arrival';
  return {
    drawn,
    x: { title, unit: 's', log: false, min: 0, max },
    bands: bandsOf(result.contenders, max),
    secondsPerPoint: group,
  };
}
