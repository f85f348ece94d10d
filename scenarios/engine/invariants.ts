// What must hold for a run as a whole, whatever became of single orders. Pure.
import type { ContenderRun } from '../../shared/run-result.ts';
import type { OffsetRow } from '../../shared/variant.ts';
import type { JudgedOrder } from './check.ts';

type Invariant = ContenderRun['invariants'][number];

/** Checks the invariants; `null` where what they need could not be read. */
export function checkInvariants(options: {
  judged: JudgedOrder[];
  seats: { oversold: number; drift: number } | null;
  offsets: OffsetRow[] | null;
  hasTopics: boolean;
}): Invariant[] {
  const { judged, seats, offsets } = options;
  const money = judged.reduce((sum, o) => {
    const wanted = o.records.row === 'confirmed' ? 1 : 0;
    return sum + Math.abs(o.records.netCharges - wanted);
  }, 0);
  const wrongAmounts = judged.reduce((sum, o) => sum + o.records.wrongAmounts, 0);
  const drift = offsets?.reduce((sum, row) => sum + Math.abs(row.expected - row.actual), 0) ?? null;
  return [
    invariant('never-oversold', 'No flight sold beyond its capacity', seats?.oversold ?? null),
    invariant('seats-add-up', 'Seats sold = seats of reservations held', seats?.drift ?? null),
    invariant('money-adds-up', 'Captures − refunds = one charge per confirmed order', money),
    invariant('amounts-right', 'Every ledger entry has the amount of its order', wrongAmounts),
    ...(options.hasTopics
      ? [invariant('offsets-agree', 'Committed offsets agree with the tables', drift)]
      : []),
  ];
}

function invariant(id: string, title: string, count: number | null): Invariant {
  if (count === null) return { id, title, verdict: 'unknown', count: 0 };
  return { id, title, verdict: count === 0 ? 'held' : 'violated', count };
}
