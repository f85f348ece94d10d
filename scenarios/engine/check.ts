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
import { netCharges, type OrderRecords } from './records.ts';

/** One order with everything known about it and its verdict. */
export type JudgedOrder = {
  orderId: string;
  /** Absent for a phantom: records of an id that was never scheduled. */
  journal: JournalEntry | undefined;
  records: OrderRecords;
  outcome: Outcome;
};

const nothing: OrderRecords = { order: undefined, reservations: [], ledger: [], mails: [] };

/** Judges every scheduled order and every stray record; warm-up orders are left out. */
export function judge(options: {
  journal: Map<string, JournalEntry>;
  records: Map<string, OrderRecords>;
  warmUpIds: ReadonlySet<string>;
  deadLettered: ReadonlySet<string>;
  patienceMs: number;
}): JudgedOrder[] {
  const { journal, records, warmUpIds, deadLettered, patienceMs } = options;
  const ids = new Set([...journal.keys(), ...records.keys()]);
  return [...ids]
    .filter((id) => !warmUpIds.has(id))
    .map((orderId) => {
      const entry = journal.get(orderId);
      const found = records.get(orderId) ?? nothing;
      const facts = factsOf(entry, found, deadLettered.has(orderId), patienceMs);
      return { orderId, journal: entry, records: found, outcome: outcomeOf(facts) };
    });
}

/** The facts of one order, as `outcome.ts` wants them. */
export function factsOf(
  entry: JournalEntry | undefined,
  records: OrderRecords,
  deadLettered: boolean,
  patienceMs: number,
): OrderFacts {
  return {
    scheduled: entry !== undefined,
    sent: entry !== undefined && entry.sentAtMs !== null,
    answer: entry?.answer ?? 'unknown',
    told: entry?.told ?? 'silent',
    toldLate: (entry?.toldAtMs ?? 0) - (entry?.arrival.atMs ?? 0) > patienceMs,
    row: rowOf(records),
    seats: records.reservations.filter((r) => r.status === 'held').length,
    netCharges: netCharges(records),
    deadLettered,
  };
}

/** What the gateway's row says of an order. */
export function rowOf({ order }: OrderRecords): OrderFacts['row'] {
  if (!order) return 'none';
  if (order.step === 'confirmed') return 'confirmed';
  if (order.step === 'requested' || order.step === 'reserved') return 'pending';
  return order.reason === 'unavailable' ? 'refused' : 'rejected';
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
  const count = (holds: (order: JudgedOrder) => boolean) => judged.filter(holds).length;
  return {
    mailMissing: count((o) => rowOf(o.records) === 'confirmed' && o.records.mails.length === 0),
    mailDuplicate: count((o) => o.records.mails.length > 1),
    contradicted: count((o) => o.journal?.contradicted ?? false),
    compensated: count(
      (o) =>
        o.records.reservations.some((r) => r.status === 'released') ||
        o.records.ledger.some((e) => e.kind === 'refund' || e.kind === 'void'),
    ),
    redelivered,
  };
}
