// Decides whether a figure changed or only wobbled: an interval with enough runs, ranges and a floor with few. Pure.
import type { Change, Measured } from '../../reports/comparison.ts';
import { runsForInterval, shiftInterval, type Spread } from '../../reports/repetitions.ts';
import { count, duration } from '../../reports/numbers.ts';
import type { Figure } from './figures.ts';

/** What became of a figure, and by which rule. */
export interface Judgement {
  readonly change: Change;
  readonly because: string;
}

/** A spread without its single runs. */
export function measuredOf(value: Spread | null): Measured | null {
  if (value === null) return null;
  const { median, min, max, values } = value;
  return { median, min, max, runs: values.length };
}

function named(figure: Figure, isRise: boolean): Change {
  // Every gated figure is better when smaller.
  if (figure.gates) return isRise ? 'regression' : 'improvement';
  return isRise ? 'higher' : 'lower';
}

/** The smallest change of the medians worth a word; independent of how often it was repeated. */
function floorOf(figure: Figure, before: number, after: number): number {
  if (figure.unit === 'count') return Math.max(3, 3 * Math.sqrt(Math.max(before, after)));
  return Math.max(figure.floorMs, 0.25 * before);
}

/** What a difference must surely exceed, however often it was repeated. */
function leastShift(figure: Figure, before: number): number {
  if (figure.unit === 'count') return 1;
  return Math.max(2, Math.round(before) / 10);
}

function byRanges(figure: Figure, before: Spread, after: Spread): Judgement {
  const write = figure.unit === 'ms' ? duration : count;
  if (before.max >= after.min && after.max >= before.min)
    return { change: 'no detectable difference', because: 'the ranges of the runs overlap' };
  const isRise = after.min > before.max;
  if (!Number.isFinite(before.median) || !Number.isFinite(after.median))
    return { change: named(figure, isRise), because: 'one of them never got there' };
  const floor = floorOf(figure, before.median, after.median);
  const size = Math.abs(after.median - before.median);
  if (size <= floor)
    return {
      change: 'no detectable difference',
      because: `a change of ${write(size)} is not above the floor of ${write(Math.round(floor * 10) / 10)}`,
    };
  return {
    change: named(figure, isRise),
    because: `the ranges are apart, by more than ${write(Math.round(floor * 10) / 10)}`,
  };
}

/** Judges one figure; `seed` makes the bootstrap repeatable. */
export function judge(
  figure: Figure,
  before: Spread | null,
  after: Spread | null,
  seed: number,
): Judgement {
  if (before === null && after === null)
    return { change: 'not comparable', because: 'does not exist here' };
  if (before === null || after === null)
    return { change: 'not comparable', because: 'exists on one side only' };
  const fewest = Math.min(before.values.length, after.values.length);
  if (fewest < figure.leastRuns)
    return {
      change: 'no detectable difference',
      because: `${figure.leastRuns} runs each are needed to tell`,
    };
  const interval = shiftInterval(before.values, after.values, seed);
  if (interval === null) return byRanges(figure, before, after);
  const { low, high } = interval;
  const write = figure.unit === 'ms' ? duration : count;
  const words = `95 % interval of the difference: ${write(low)} to ${write(high)}, ${runsForInterval} runs or more each`;
  if (low <= 0 && high >= 0) return { change: 'no detectable difference', because: words };
  // Two machines an hour apart differ reliably by a little; a certain difference nobody feels is none.
  // Many figures are looked at, and one in twenty of such intervals misses zero by chance.
  const least = leastShift(figure, before.median);
  if (Math.min(Math.abs(low), Math.abs(high)) < least)
    return {
      change: 'no detectable difference',
      because: `${words}: not surely above ${write(least)}`,
    };
  return { change: named(figure, low > 0), because: words };
}
