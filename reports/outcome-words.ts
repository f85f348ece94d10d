// What each verdict means in one line, the class it belongs to, and the shape it is drawn with.
import type { ContenderRun } from '../shared/run-result.ts';
import { outcomeClasses, type Outcome, type OutcomeClass } from '../shared/domain/outcome-names.ts';
import type { Shape } from './contender-style.ts';

export type { Outcome } from '../shared/domain/outcome-names.ts';

/** Verdicts from the best to the worst, the order in which they are shown. */
export const shownOutcomes: readonly Outcome[] = [
  'confirmed',
  'recovered',
  'rejected',
  'late',
  'silent',
  'refused',
  'abandoned',
  'dead-lettered',
  'stuck-pending',
  'vanished',
  'orphan-seat',
  'false-confirm',
  'unpaid-ticket',
  'ghost-charge',
  'double-charge',
  'phantom',
  'unclassified',
  'not-offered',
];

/** Each verdict in one line. */
export const definitions: Record<Outcome, string> = {
  confirmed: 'A row, one charge, seats, and the user was told in time.',
  recovered: 'The first answer was unknown or a failure; later confirmed, and the user was told.',
  rejected: 'Told no for a business reason; nothing held or charged.',
  late: 'Right in the end, but the user was told only after their patience.',
  silent: 'Settled right, but the user was never told.',
  refused: 'Told no for a technical reason; nothing held or charged: an honest lost sale.',
  abandoned: 'No answer, and nothing happened anywhere: a lost sale.',
  'dead-lettered': 'Unsettled, but a copy waits on the dead-letter topic: lost, recoverable.',
  'stuck-pending': 'The row is still pending.',
  vanished: 'Accepted or confirmed to the user, and no row is left.',
  'orphan-seat':
    'Seats are held for an order that was refused, rejected or forgotten, or held twice.',
  'false-confirm': 'Told confirmed, but it is not, or there is no seat.',
  'unpaid-ticket': 'Confirmed, and never charged.',
  'ghost-charge': 'Charged, but not confirmed, or the user was told no.',
  'double-charge': 'Charged twice or more.',
  phantom: 'A record for an order that was never sent.',
  unclassified: 'Fits no verdict; must be 0, else the checker is wrong.',
  'not-offered': 'Scheduled, but the load generator never sent it.',
};

const shapes: Record<Outcome, Shape> = {
  confirmed: 'circle',
  recovered: 'triangle',
  rejected: 'rect',
  late: 'rectRot',
  silent: 'star',
  refused: 'crossRot',
  abandoned: 'cross',
  'dead-lettered': 'rect',
  'stuck-pending': 'rectRot',
  vanished: 'star',
  'orphan-seat': 'triangle',
  'false-confirm': 'star',
  'unpaid-ticket': 'cross',
  'ghost-charge': 'rectRot',
  'double-charge': 'crossRot',
  phantom: 'circle',
  unclassified: 'rect',
  'not-offered': 'cross',
};

/** The marker of a verdict. */
export function outcomeShape(outcome: Outcome): Shape {
  return shapes[outcome];
}

/** The class of a verdict. */
export function outcomeClass(outcome: Outcome): OutcomeClass {
  return outcomeClasses[outcome];
}

/** What a class of verdicts means for the headline. */
export const classWords: Record<OutcomeClass, string> = {
  good: 'good',
  degraded: 'degraded',
  'lost-sale': 'lost, told honestly',
  lost: 'lost silently',
  leak: 'lost, seats leaked',
  harm: 'lost, with harm',
  harness: 'not counted',
};

/** The CSS variable that holds the colour of a verdict's class. */
export function outcomeColor(outcome: Outcome): string {
  return `--${outcomeClasses[outcome]}`;
}

/** Orders of a run in one class. */
export function inClass(run: ContenderRun, wanted: OutcomeClass): number {
  return shownOutcomes
    .filter((outcome) => outcomeClasses[outcome] === wanted)
    .reduce((sum, outcome) => sum + run.outcomes[outcome], 0);
}

/** Whether a verdict counts as a lost order. */
export function isLost(outcome: Outcome): boolean {
  return !['good', 'degraded', 'harness'].includes(outcomeClasses[outcome]);
}
