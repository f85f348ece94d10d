// The seconds of a change feed as its charts draw them: in a long run, neighbours as the worst of them.
import type { MethodResult } from '../../shared/feed-result.ts';
import { secondsPerPoint } from '../chart-timeline.ts';

/** One point of the lines of a method. */
export interface FeedPoint {
  readonly tMs: number;
  readonly committed: number;
  readonly delivered: number;
  /** Null where nothing was delivered of what was committed then. */
  readonly delayP99Ms: number | null;
  /** Changes committed so far and not matched by a record so far. */
  readonly behind: number;
}

function highest(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
}

function asOne(seconds: readonly FeedPoint[]): FeedPoint[] {
  const [first] = seconds;
  if (first === undefined) return [];
  const isGap = seconds.some(({ committed, delayP99Ms }) => committed > 0 && delayP99Ms === null);
  const delays = seconds.map(({ delayP99Ms }) => delayP99Ms);
  return [
    {
      tMs: first.tMs,
      committed: highest(seconds.map(({ committed }) => committed)),
      delivered: highest(seconds.map(({ delivered }) => delivered)),
      delayP99Ms: isGap || delays.every((delay) => delay === null) ? null : highest(delays),
      behind: highest(seconds.map(({ behind }) => behind)),
    },
  ];
}

/** How many seconds one point stands for, so that no line has more points than a screen. */
export function feedGroup(methods: readonly MethodResult[]): number {
  return secondsPerPoint(
    methods.reduce((most, { timeline }) => Math.max(most, timeline.length), 0),
  );
}

/** When the table full of changes comes; it has a chart of its own, or it would dwarf all others. */
export function backlogStart(phases: MethodResult['phases']): number {
  return phases.find(({ name }) => name === 'backlog')?.startMs ?? Infinity;
}

/** The points of a method before its backlog; a second without a finite instant has no place on the axis. */
export function feedPoints({ timeline, phases }: MethodResult, group: number): FeedPoint[] {
  let behind = 0;
  const end = backlogStart(phases);
  const seconds = timeline
    .filter(({ tMs }) => Number.isFinite(tMs) && tMs < end)
    .toSorted((a, b) => a.tMs - b.tMs)
    .map((second): FeedPoint => {
      behind += second.committed - second.delivered;
      return { ...second, behind: Math.max(0, behind) };
    });
  if (group <= 1) return seconds;
  return Array.from({ length: Math.ceil(seconds.length / group) }, (_, i) =>
    seconds.slice(i * group, (i + 1) * group),
  ).flatMap(asOne);
}
