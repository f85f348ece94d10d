// How the numbers of a comparison are written, on the page and in the terminal.
import type { ComparedFigure, Measured } from './comparison.ts';
import { count, duration, range } from './numbers.ts';

/** `41 ms [39–44 ms]`, `512`, `never`, `–`. */
export function measuredWords(value: Measured | null, unit: ComparedFigure['unit']): string {
  if (value === null) return '–';
  const write = (size: number) =>
    size === Infinity ? 'never' : unit === 'ms' ? duration(size) : count(size);
  const [low, high] = [write(value.min), write(value.max)];
  return low === high ? low : `${write(value.median)} [${range(low, high)}]`;
}

/** `+3.2 ms`, `−12`; empty when nothing can be subtracted. */
export function differenceWords({ before, after, unit }: ComparedFigure): string {
  if (before === null || after === null) return '';
  const difference = after.median - before.median;
  if (!Number.isFinite(difference)) return '';
  const size = unit === 'ms' ? duration(difference) : count(difference);
  return difference > 0 ? `+${size}` : size;
}
