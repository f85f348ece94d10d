// Seeded choices: one of a list, a number between two, by weight. Pure.
import { seededRandom } from '../engine/random.ts';

/** Draws that follow from a seed alone. */
export type Draws = {
  /** A whole number from `min` to `max`. */
  whole(min: number, max: number): number;
  pick<T>(list: readonly [T, ...T[]]): T;
  /** Like `pick`; an element comes up as often as its weight says. */
  weighted<T extends { weight: number }>(list: readonly [T, ...T[]]): T;
};

/** Starts a sequence of draws. */
export function drawsOf(seed: number): Draws {
  const random = seededRandom(seed);
  const whole = (min: number, max: number) => min + Math.floor(random() * (max - min + 1));
  return {
    whole,
    pick: (list) => list[whole(0, list.length - 1)] ?? list[0],
    weighted: (list) => {
      let left = random() * list.reduce((sum, { weight }) => sum + weight, 0);
      return list.find(({ weight }) => (left -= weight) < 0) ?? list[0];
    },
  };
}
