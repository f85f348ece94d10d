// What all charts of a comparison of change feeds share: the methods drawn, one time axis, faults and phases.
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { rounded } from '../chart-frame.ts';
import type { Band, XAxis } from '../chart-spec.ts';
import { contenderColor, contenderStyles, type ContenderStyle } from '../contender-style.ts';
import { targetName } from './circumstances.ts';
import { backlogStart, feedGroup, feedPoints, type FeedPoint } from './timeline.ts';

/** One method as the charts draw it. */
export interface DrawnMethod {
  readonly name: string;
  readonly method: MethodResult;
  readonly points: readonly FeedPoint[];
  readonly style: ContenderStyle;
  readonly color: string;
  readonly bands: readonly Band[];
  readonly phases: readonly Band[];
}

/** The shared frame of every chart. */
export interface FeedFrame {
  readonly drawn: readonly DrawnMethod[];
  readonly x: XAxis;
  readonly secondsPerPoint: number;
}

/** Where a point stands on the time axis: in the middle of its seconds. */
export function middleOf({ tMs }: FeedPoint, { secondsPerPoint: group }: FeedFrame): number {
  return tMs / 1000 + group / 2;
}

function band(label: string, fromMs: number, toMs: number): Band[] {
  const [from, to] = [rounded(fromMs / 1000), rounded(toMs / 1000)];
  return Number.isFinite(from) && Number.isFinite(to) ? [{ label, from, to }] : [];
}

function endOf({ timeline, phases }: MethodResult): number {
  const border = backlogStart(phases);
  const ends = [...timeline.map(({ tMs }) => tMs + 1000), ...phases.map(({ endMs }) => endMs)];
  const known = ends.filter(Number.isFinite).reduce((last, end) => Math.max(last, end), 1000);
  return Math.max(1000, Math.min(known, border));
}

/** The frame of a result. */
export function feedFrame({ methods }: FeedResult): FeedFrame {
  const styles = contenderStyles(methods.map(({ name }) => name));
  const group = feedGroup(methods);
  const endMs = methods.reduce((last, method) => Math.max(last, endOf(method)), 1000);
  const drawn = methods.flatMap((method, i): DrawnMethod[] => {
    const style = styles[i];
    if (style === undefined) return [];
    return [
      {
        name: method.name,
        method,
        points: feedPoints(method, group),
        style,
        color: contenderColor(i),
        bands: method.faults.flatMap(({ target, injectedAtMs, healedAtMs }) =>
          band(targetName(target).replace('the ', ''), injectedAtMs, healedAtMs ?? endMs),
        ),
        phases: method.phases
          .filter(({ name }) => name !== 'backlog')
          .flatMap(({ name, startMs, endMs: to }) => band(name, startMs, to)),
      },
    ];
  });
  const title = 'seconds after the start';
  return {
    drawn,
    x: { title, unit: 's', log: false, min: 0, max: Math.ceil(endMs / 1000) },
    secondsPerPoint: group,
  };
}
