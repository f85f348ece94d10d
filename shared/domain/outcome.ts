// Facts about one order → exactly one verdict, worst first (DESIGN §7). Pure; the checker's heart.
import type { Outcome } from './outcome-names.ts';

/** Everything the checker knows about one order at quiescence, joined from four ledgers. */
export type OrderFacts = {
  /** Was the order part of the schedule? False only for a stray record. */
  scheduled: boolean;
  /** Was the POST sent? */
  sent: boolean;
  /** The first answer to the POST. `unknown`: timeout or broken connection. */
  answer: 'confirmed' | 'accepted' | 'rejected' | 'failed' | 'unknown';
  /** The last thing the user could learn within the run. */
  told: 'confirmed' | 'no-business' | 'no-technical' | 'pending' | 'silent';
  /** True when the user learnt it only after losing patience. */
  toldLate: boolean;
  /** The gateway's row; `rejected` for a business reason, `refused` for a technical one. */
  row: 'none' | 'pending' | 'confirmed' | 'rejected' | 'refused';
  /** Reservations held for the order: 1 is right for a confirmed one (each covers all its seats). */
  seats: number;
  /** Captures − refunds at the card network, in charges. */
  netCharges: number;
  /** A copy of one of its messages lies in a dead-letter topic. */
  deadLettered: boolean;
};

const predicates: [Outcome, (f: OrderFacts) => boolean][] = [
  ['not-offered', (f) => f.scheduled && !f.sent && nothingExists(f)],
  ['phantom', (f) => !f.sent && !nothingExists(f)],
  ['double-charge', (f) => f.netCharges >= 2],
  ['ghost-charge', (f) => f.netCharges === 1 && (f.row !== 'confirmed' || toldNo(f))],
  ['unpaid-ticket', (f) => f.row === 'confirmed' && f.netCharges <= 0],
  [
    'false-confirm',
    (f) =>
      (f.told === 'confirmed' && f.row !== 'confirmed' && f.row !== 'none') ||
      (f.row === 'confirmed' && f.seats === 0),
  ],
  [
    'orphan-seat',
    (f) =>
      f.seats >= 2 ||
      (f.seats >= 1 &&
        (f.row === 'none' ||
          f.row === 'rejected' ||
          f.row === 'refused' ||
          (f.row === 'pending' && toldNo(f)))),
  ],
  ['dead-lettered', (f) => f.deadLettered && (f.row === 'none' || f.row === 'pending')],
  [
    'vanished',
    (f) =>
      f.row === 'none' &&
      !toldNo(f) &&
      (f.answer === 'accepted' || f.answer === 'confirmed' || f.told === 'confirmed'),
  ],
  ['stuck-pending', (f) => f.row === 'pending' && !toldNo(f)],
  [
    'recovered',
    (f) =>
      f.row === 'confirmed' &&
      f.told === 'confirmed' &&
      !f.toldLate &&
      (f.answer === 'unknown' || f.answer === 'failed'),
  ],
  ['confirmed', (f) => f.row === 'confirmed' && f.told === 'confirmed' && !f.toldLate],
  ['late', (f) => settledRight(f) && f.toldLate && f.told !== 'silent' && f.told !== 'pending'],
  ['silent', (f) => settledRight(f) && (f.told === 'silent' || f.told === 'pending')],
  ['rejected', (f) => f.told === 'no-business' && heldNothing(f)],
  ['refused', (f) => f.told === 'no-technical' && heldNothing(f)],
  ['abandoned', (f) => (f.row === 'none' || f.row === 'refused') && heldNothing(f)],
];

/** The one verdict for these facts: the first predicate that holds, or `unclassified` (must never happen). */
export function outcomeOf(facts: OrderFacts): Outcome {
  for (const [outcome, holds] of predicates) if (holds(facts)) return outcome;
  return 'unclassified';
}

function toldNo(f: OrderFacts): boolean {
  return f.told === 'no-business' || f.told === 'no-technical';
}

function heldNothing(f: OrderFacts): boolean {
  return f.seats === 0 && f.netCharges <= 0;
}

function nothingExists(f: OrderFacts): boolean {
  return f.row === 'none' && heldNothing(f) && !f.deadLettered;
}

/** The row is final for a reason the user can accept, and does not contradict what the user was told. */
function settledRight(f: OrderFacts): boolean {
  if (f.row === 'confirmed') return !toldNo(f);
  return (
    f.row === 'rejected' && heldNothing(f) && f.told !== 'confirmed' && f.told !== 'no-technical'
  );
}
