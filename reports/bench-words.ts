// How the figures of a bench are written, in the terminal and on its page.
import type { BenchFigure } from '../shared/bench-result.ts';
import { count, duration, figure as bare, range } from './numbers.ts';
import { median as middleOf } from './repetitions.ts';

/** One value in the unit of its figure; `–` when there is none. */
export function valueWords(value: number | null, unit: BenchFigure['unit']): string {
  if (value === null) return '–';
  if (unit === 'ms') return duration(value);
  return unit === 'per-second' ? count(Math.round(value)) : bare(value);
}

/** Median and range over the rounds: `0.84 [0.8–0.86]`; of one round only its value. */
export function figureWords({ unit, rounds, median, low, high }: BenchFigure): string {
  const middle = valueWords(median, unit);
  if (rounds.length < 2 || median === null) return middle;
  return `${middle} [${range(valueWords(low, unit), valueWords(high, unit))}]`;
}

/** `goal ≥ 0.8`; empty without a goal. */
export function goalWords({ goal, better, unit, met }: BenchFigure): string {
  if (goal === null) return '';
  const words = `goal ${better === 'higher' ? '≥' : '≤'} ${valueWords(goal, unit)}`;
  return met === null ? `${words}, which does not apply here` : words;
}

/** Median and range of plain values: `4.2 ms [4–4.9 ms]`. */
export function spreadWords(values: readonly (number | null)[], unit: BenchFigure['unit']): string {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  const middle = middleOf(known);
  if (middle === null) return 'never';
  return figureWords({
    ...{ id: '', title: '', unit, rounds: known, better: 'lower', goal: null, met: null },
    ...{ median: middle, low: known[0] ?? null, high: known.at(-1) ?? null },
  });
}
