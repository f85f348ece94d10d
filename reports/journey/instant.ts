// How moments of a journey are written: they are close together even when they come late.
import { duration } from '../numbers.ts';

/** An instant after the order was due: `4.3 ms`, `84 ms`, `6.02 s`. */
export function instant(ms: number): string {
  return ms < 999.5 ? duration(Math.max(0, ms)) : `${(ms / 1000).toFixed(2)} s`;
}
