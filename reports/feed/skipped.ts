// The one measured change that shows why polling by time skips, and what happened to it in words.
import type { FeedResult, MissedChange } from '../../shared/feed-result.ts';
import { count, duration } from '../numbers.ts';
import { seenFrom, wasPassed } from './missed-change.ts';

/** A missed change whose stamp the feed had passed before it was committed. */
export interface Skipped {
  readonly key: string;
  readonly version: number;
  readonly lastDelivered: number | null;
  readonly stampMs: number;
  readonly cursorMs: number;
  readonly commitMs: number;
  /** The place of its method among the methods. */
  readonly place: number;
  /** How many of the listed missed changes met the same fate. */
  readonly alike: number;
  readonly listed: number;
}

function isDrawable(change: MissedChange): boolean {
  const { stampedAtMs, readUpToMs } = change;
  const commitMs = seenFrom(change);
  const all = [stampedAtMs, commitMs, readUpToMs ?? NaN];
  return wasPassed(change) && commitMs > stampedAtMs && all.every(Number.isFinite);
}

/** The first one that polling by time missed in this way; null when none was measured. */
export function firstSkipped({ methods }: FeedResult): Skipped | null {
  const place = methods.findIndex(({ name }) => name === 'timestamp-polling');
  const all = methods[place]?.missedChanges ?? [];
  const first = all.find(isDrawable);
  if (first === undefined || first.readUpToMs === null) return null;
  return {
    key: first.key,
    version: first.version,
    lastDelivered: first.lastDelivered,
    stampMs: first.stampedAtMs,
    cursorMs: first.readUpToMs,
    commitMs: seenFrom(first),
    place,
    alike: all.filter(wasPassed).length,
    listed: all.length,
  };
}

/** An instant of the run to the millisecond: `33.905 s`. */
export function atSecond(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

/** What happened to it, sentence by sentence. */
export function skippedWords(it: Skipped): string[] {
  const believes =
    it.lastDelivered === null
      ? 'A reader of the topic has never heard of the row.'
      : `A reader of the topic believes in version ${count(it.lastDelivered)} for good.`;
  return [
    `Row ${it.key} was given version ${count(it.version)} in a transaction that began at ${atSecond(it.stampMs)}; now() is that instant, whatever the clock says later, so last_updated says ${atSecond(it.stampMs)}.`,
    `It committed at ${atSecond(it.commitMs)}, ${duration(it.commitMs - it.stampMs)} later, and could not be seen before.`,
    `By then the feed had read up to ${atSecond(it.cursorMs)}, ${duration(it.cursorMs - it.stampMs)} past the stamp, and it only ever asks for what is later than that.`,
    believes,
  ];
}
