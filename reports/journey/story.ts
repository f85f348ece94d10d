// What a journey is made of before it is drawn: steps, stretches of work, and reasons for waits. Pure data.
import type { ContenderRun } from '../../shared/run-result.ts';

/** One example order of a run. */
export type Example = NonNullable<ContenderRun['examples']['confirmed']>[number];
/** A span of an example, in ms after t = 0. */
export type JourneySpan = NonNullable<Example['spans']>[number];

/** Who takes part, from left to right. */
export const lanes = ['user', 'gateway', 'ticket', 'billing', 'email'] as const;
export type Lane = (typeof lanes)[number];

/** Something goes from one lane to another. Instants are ms after t = 0. */
export interface Arrow {
  readonly kind: 'arrow';
  readonly atMs: number;
  /** When it arrives, where that is another moment: a message that waits in a topic. Null for a message nobody took. */
  readonly arrivesMs?: number | null;
  readonly from: Lane;
  readonly to: Lane;
  readonly label: string;
  /** What went wrong, in a word; the arrow then ends in a cross before it gets there. */
  readonly failed?: string;
  readonly isAnswer?: boolean;
  readonly topic?: string;
  readonly says: string;
}

/** Something happens in one lane. */
export interface Note {
  readonly kind: 'note';
  readonly atMs: number;
  readonly lane: Lane;
  readonly label: string;
  readonly isFailure?: boolean;
  readonly says: string;
}

/** Something happens to the whole system: a fault begins or ends. */
export interface Mark {
  readonly kind: 'mark';
  readonly atMs: number;
  readonly label: string;
  readonly says: string;
}

export type Step = Arrow | Note | Mark;

/** A lane is at work, or its user looks at a spinner. */
export interface Bar {
  readonly kind: 'busy' | 'spinner';
  readonly lane: Lane;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Why nothing is seen to happen for a while. */
export interface Wait {
  readonly fromMs: number;
  readonly toMs: number;
  readonly why: string;
}

/** A part of a journey, or all of it. */
export interface Story {
  readonly steps: readonly Step[];
  readonly bars: readonly Bar[];
  /** The more telling reasons first. */
  readonly waits: readonly Wait[];
}

/** Several parts as one. */
export function together(parts: readonly Story[]): Story {
  return {
    steps: parts.flatMap(({ steps }) => steps),
    bars: parts.flatMap(({ bars }) => bars),
    waits: parts.flatMap(({ waits }) => waits),
  };
}

/** Pairs of neighbours in a list. */
export function neighbours<Item>(items: readonly Item[]): (readonly [Item, Item])[] {
  return items.flatMap((item, i) => {
    const next = items[i + 1];
    return next === undefined ? [] : [[item, next] as const];
  });
}
