// The check of a run: reads what the tables hold and gives every order its verdict. Scenario, session and bench share it.
import { inTransaction, type Database } from '../../shared/db/database.ts';
import type { Outcome } from '../../shared/domain/outcome-names.ts';
import { judge, type JudgedOrder } from './check.ts';
import { pickExamples, type KnownOrder, type Window } from './examples.ts';
import type { JournalEntry } from './ledger.ts';
import { readSummaries } from './read-summaries.ts';
import { readRecords } from './records.ts';
import { warmUpTrouble } from './warm-up.ts';

/** What is known besides the tables. */
export type CheckOptions = {
  /** Reads every table. */
  checker: Database;
  journal: ReadonlyMap<string, JournalEntry>;
  warmUpIds: ReadonlySet<string>;
  deadLettered: ReadonlySet<string>;
  patienceMs: number;
  /** When something was broken, for the choice of examples; null when nothing was. */
  fault: Window | null;
  /** Orders of which everything is to be known. */
  watched: readonly string[];
  /**
   * A session of hours judges its last minutes only: rows from this instant on (epoch ms), and no order that is
   * not in the journal. Absent = everything.
   */
  sinceMs?: number;
  /** How far the database's clock is ahead of the one that the journal is kept by; absent = they are the same. */
  aheadMs?: number;
};

/** Every order with its verdict, what the warm-up left in the tables, and a few orders in full. */
export type CheckedOrders = {
  judged: JudgedOrder[];
  /** A few orders of every outcome. */
  examples: Map<Outcome, KnownOrder[]>;
  /** The watched orders that were judged, in the order they were asked for. */
  watched: KnownOrder[];
  /** Warm-up orders that came as far as the card network. */
  warmUpCharges: number;
  /** Why the warm-up voids the run; undefined when it does not. */
  warmUpTrouble: string | undefined;
};

/** Reads the tables in one snapshot, joins them with the journal, and judges. Throws when they cannot be read. */
export async function checkOrders(options: CheckOptions): Promise<CheckedOrders> {
  const { journal, warmUpIds, sinceMs, aheadMs = 0 } = options;
  return inTransaction(options.checker, async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const records = await readSummaries(sql, {
      ...{ sinceMs: sinceMs ?? 0, aheadMs },
      expected: journal.keys(),
    });
    // Orders from before the window still leave records inside it; they are nobody's in this report.
    if (sinceMs !== undefined)
      for (const orderId of records.keys()) if (!journal.has(orderId)) records.delete(orderId);
    const judged = judge({ ...options, records });
    const examples = pickExamples(judged, options.fault);
    const wanted = new Set(options.watched);
    const watched = new Map(
      judged
        .filter(({ orderId }) => wanted.has(orderId))
        .map((order) => [order.orderId, order] as const),
    );
    const shown = [...examples.values()].flat().map(({ orderId }) => orderId);
    const details = await readRecords(sql, [...shown, ...watched.keys()], aheadMs);
    const known = (order: JudgedOrder | undefined): KnownOrder[] => {
      const found = order && details.get(order.orderId);
      return found ? [{ ...order, records: found }] : [];
    };
    // Some warm-up orders never come as far as billing: they find no seat.
    const charged = [...warmUpIds].filter((id) => (records.get(id)?.entries ?? 0) > 0);
    return {
      judged,
      examples: new Map([...examples].map(([outcome, some]) => [outcome, some.flatMap(known)])),
      watched: options.watched.flatMap((id) => known(watched.get(id))),
      warmUpCharges: charged.length,
      warmUpTrouble: warmUpTrouble(warmUpIds, records),
    };
  });
}
