// The checker: joins the client's journal with the server's ledgers and gives every order one verdict. Pure.
import {
  outcomes,
  outcomeClasses,
  zeroCounts,
  type Outcome,
} from '../../shared/domain/outcome-names.ts';
import { outcomeOf, type OrderFacts } from '../../shared/domain/outcome.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import type { JournalEntry } from './ledger.ts';
import { noRecords, type OrderSummary } from './order-summary.ts';

/** One order with everything known about it and its verdict. */
export type JudgedOrder = {
  orderId: string;
  /** Absent for a phantom: records of an id that was never scheduled. */
  journal: JournalEntry | undefined;
  records: OrderSummary;
  outcome: Outcome;
};

const nothing = noRecords();

/** Judges every scheduled order and every stray record; warm-up orders are left out. */
export function judge(options: {
  journal: ReadonlyMap<string, JournalEntry>;
  records: ReadonlyMap<string, OrderSummary>;
  warmUpIds: ReadonlySet<string>;
  deadLettered: ReadonlySet<string>;
  patienceMs: number;
}): JudgedOrder[] {
  const { journal, records, warmUpIds, deadLettered, patienceMs } = options;
  const judged: JudgedOrder[] = [];
  const add = (orderId: string, entry: JournalEntry | undefined, found: OrderSummary) => {
    const facts = factsOf(entry, found, deadLettered.has(orderId), patienceMs);
    judged.push({ orderId, journal: entry, records: found, outcome: outcomeOf(facts) });
  };
  for (const [orderId, entry] of journal)
    if (!warmUpIds.has(orderId)) add(orderId, entry, records.get(orderId) ?? nothing);
  for (const [orderId, found] of records)
    if (!journal.has(orderId) && !warmUpIds.has(orderId)) add(orderId, undefined, found);
  return judged;
}

/** The facts of one order, as `outcome.ts` wants them. */
export function factsOf(
  entry: JournalEntry | undefined,
  records: OrderSummary,
  deadLettered: boolean,
  patienceMs: number,
): OrderFacts {
  return {
    scheduled: entry !== undefined,
    sent: entry !== undefined && entry.sentAtMs !== null,
    answer: entry?.answer ?? 'unknown',
    told: entry?.told ?? 'silent',
    toldLate: (entry?.toldAtMs ?? 0) - (entry?.arrival.atMs ?? 0) > patienceMs,
    row: records.row,
    seats: records.seats,
    netCharges: records.netCharges,
    deadLettered,
  };
}

/** How many orders got each verdict. */
export function countOutcomes(judged: JudgedOrder[]): Record<Outcome, number> {
  const counts = zeroCounts();
  for (const { outcome } of judged) counts[outcome]++;
  return counts;
}

/** True when the order counts as lost in the headline (DESIGN §7). */
export function isLost(outcome: Outcome): boolean {
  const kind = outcomeClasses[outcome];
  return kind === 'harm' || kind === 'leak' || kind === 'lost' || kind === 'lost-sale';
}

/** The headline and its split. */
export function lostOrdersOf(counts: Record<Outcome, number>): ContenderRun['lostOrders'] {
  const sum = (wanted: string) =>
    outcomes.reduce((n, o) => n + (outcomeClasses[o] === wanted ? counts[o] : 0), 0);
  const split = {
    refused: sum('lost-sale'),
    silent: sum('lost'),
    leak: sum('leak'),
    harm: sum('harm'),
  };
  return { total: split.refused + split.silent + split.leak + split.harm, ...split };
}

/** Flags beside the outcomes; `redelivered` is counted by the variant. */
export function flagsOf(judged: JudgedOrder[], redelivered: number): ContenderRun['flags'] {
  const count = (holds: (order: JudgedOrder) => boolean) =>
    judged.reduce((n, order) => n + (holds(order) ? 1 : 0), 0);
  return {
    mailMissing: count(({ records }) => records.row === 'confirmed' && records.mails === 0),
    mailDuplicate: count(({ records }) => records.mails > 1),
    contradicted: count((o) => o.journal?.contradicted ?? false),
    compensated: count(({ records }) => records.takenBack),
    redelivered,
  };
}
