// The closed list of verdicts an order can get, worst first, and the class each belongs to (DESIGN §7).

/** How a verdict counts in the headline: everything but `good`, `degraded` and `harness` is a lost order. */
export type OutcomeClass = 'harness' | 'harm' | 'leak' | 'lost' | 'good' | 'degraded' | 'lost-sale';

/** Verdict → class. The key order is the order of precedence: the first predicate that holds wins. */
export const outcomeClasses = {
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
} as const satisfies Record<string, OutcomeClass>;

/** One verdict. */
export type Outcome = keyof typeof outcomeClasses;

/** Every verdict, worst first. */
export const outcomes = Object.keys(outcomeClasses) as [Outcome, ...Outcome[]];
