// Where on the paper each moment of a journey lies: downwards step by step, with long waits cut short and named.
import { lanes, type Arrow, type Lane, type Step, type Story } from './story.ts';

/** Width of every drawing, in its own units. */
export const width = 584;
const laneGap = 110;
const firstLane = 98;
const top = 66;
const rowHeight = 31;
const breakHeight = 46;
/** The name of a fault stands above its line. */
const markHeight = 12;
/** What a topic needs between the arrow into it and the one out of it. */
const topicHeight = 46;
/** A pause this long is cut short and named, in ms. */
const longMs = 200;

/** A step with its place; `toY` differs from `y` only for a message that passes a topic. */
export interface Placed {
  readonly step: Step;
  readonly y: number;
  readonly toY: number;
}

/** A pause that was cut short. */
export interface Pause {
  readonly y: number;
  readonly lastsMs: number;
  readonly why: string | undefined;
}

/** A moment for the left margin, in ms after t = 0. */
export interface Moment {
  readonly y: number;
  readonly atMs: number;
}

export interface Layout {
  readonly placed: readonly Placed[];
  readonly pauses: readonly Pause[];
  readonly moments: readonly Moment[];
  readonly height: number;
  /** The height at which an instant lies. */
  yAt(atMs: number): number;
}

/** Where a lane stands. */
export function xOf(lane: Lane): number {
  return firstLane + laneGap * lanes.indexOf(lane);
}

/** Where the topic of a message stands: just before its reader. */
export function topicX({ from, to }: Arrow): number {
  return xOf(to) + (laneGap / 2) * Math.sign(xOf(from) - xOf(to) || 1);
}

interface Stop {
  readonly atMs: number;
  readonly step: Step;
  readonly isArrival: boolean;
}

function stopsOf(step: Step): Stop[] {
  const stop = { atMs: step.atMs, step, isArrival: false };
  const arrivesMs = step.kind === 'arrow' ? step.arrivesMs : undefined;
  return typeof arrivesMs === 'number'
    ? [stop, { ...stop, atMs: arrivesMs, isArrival: true }]
    : [stop];
}

/** Places the steps of a story. */
export function layOut({ steps, waits }: Story): Layout {
  const stops = steps.flatMap(stopsOf).toSorted((a, b) => a.atMs - b.atMs);
  const moments: Moment[] = [];
  const pauses: Pause[] = [];
  const starts = new Map<Step, number>();
  const arrivals = new Map<Step, number>();
  let y = top;
  for (const { atMs, step, isArrival } of stops) {
    const before = moments.at(-1);
    const lastsMs = before ? atMs - before.atMs : 0;
    if (before && lastsMs >= longMs) {
      const why = waits.find(
        ({ fromMs, toMs }) => fromMs <= before.atMs + lastsMs / 4 && toMs >= atMs - lastsMs / 4,
      )?.why;
      pauses.push({ y: y + rowHeight / 2 + breakHeight / 2, lastsMs, why });
      y += breakHeight;
    }
    if (before) y += rowHeight + (step.kind === 'mark' ? markHeight : 0);
    if (isArrival) y = Math.max(y, (starts.get(step) ?? 0) + topicHeight);
    (isArrival ? arrivals : starts).set(step, y);
    moments.push({ y, atMs });
  }
  const placed = [...starts].map(([step, at]) => ({ step, y: at, toY: arrivals.get(step) ?? at }));
  return { placed, pauses, moments, height: y + rowHeight, yAt: (atMs) => between(moments, atMs) };
}

function between(moments: readonly Moment[], atMs: number): number {
  const after = moments.find((moment) => moment.atMs >= atMs);
  const before = moments.findLast((moment) => moment.atMs <= atMs) ?? after;
  if (!before) return top;
  if (!after || after.atMs === before.atMs) return before.y;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.y + share * (after.y - before.y);
}
