// The closed list of verdicts an order can get, worst first, and the class each belongs to (DESIGN §7).

/** How a verdict counts in the headline: everything but `good`, `degraded` and `harness` is a lost order. */
export type OutcomeClass = 'harness' | 'harm' | 'leak' | 'lost' | 'good' | 'degraded' | 'lost-sale';

/** Every verdict, worst first: the first whose predicate holds wins. */
export const outcomes = [
  'not-offered',
  'phantom',
  'double-charge',
  'ghost-charge',
  'unpaid-ticket',
  'false-confirm',
  'orphan-seat',
  'dead-lettered',
  'vanished',
  'stuck-pending',
  'recovered',
  'confirmed',
  'late',
  'silent',
  'rejected',
  'refused',
  'abandoned',
  'unclassified',
] as const;

/** One verdict. */
export type Outcome = (typeof outcomes)[number];

/** Verdict → class. */
export const outcomeClasses: Record<Outcome, OutcomeClass> = {
  'not-offered': 'harness',
  phantom: 'harm',
  'double-charge': 'harm',
  'ghost-charge': 'harm',
  'unpaid-ticket': 'harm',
  'false-confirm': 'harm',
  'orphan-seat': 'leak',
  'dead-lettered': 'lost',
  vanished: 'lost',
  'stuck-pending': 'lost',
  recovered: 'good',
  confirmed: 'good',
  late: 'degraded',
  silent: 'degraded',
  rejected: 'good',
  refused: 'lost-sale',
  abandoned: 'lost-sale',
  unclassified: 'harness',
};

/** A count per verdict, all zero. */
export function zeroCounts(): Record<Outcome, number> {
  return {
    ...{ 'not-offered': 0, phantom: 0, 'double-charge': 0, 'ghost-charge': 0 },
    ...{ 'unpaid-ticket': 0, 'false-confirm': 0, 'orphan-seat': 0, 'dead-lettered': 0 },
    ...{ vanished: 0, 'stuck-pending': 0, recovered: 0, confirmed: 0, late: 0, silent: 0 },
    ...{ rejected: 0, refused: 0, abandoned: 0, unclassified: 0 },
  };
}
