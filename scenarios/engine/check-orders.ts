// The check of a run: reads what the tables hold and gives every order its verdict. Scenario, session and bench share it.
import type { Database } from '../../shared/db/database.ts';
import { judge, type JudgedOrder } from './check.ts';
import type { JournalEntry } from './ledger.ts';
import { readRecords } from './records.ts';
import { warmUpTrouble } from './warm-up.ts';

/** What is known besides the tables. */
export type CheckOptions = {
  /** Reads every table. */
  checker: Database;
  journal: Map<string, JournalEntry>;
  warmUpIds: ReadonlySet<string>;
  deadLettered: ReadonlySet<string>;
  patienceMs: number;
};

/** Every order with its verdict, and what the warm-up left in the tables. */
export type CheckedOrders = {
  judged: JudgedOrder[];
  /** Warm-up orders that came as far as the card network. */
  warmUpCharges: number;
  /** Why the warm-up voids the run; undefined when it does not. */
  warmUpTrouble: string | undefined;
};

/** Reads the tables once, joins them with the journal, and judges. Throws when the database cannot be read. */
export async function checkOrders(options: CheckOptions): Promise<CheckedOrders> {
  const { checker, warmUpIds } = options;
  const records = await readRecords(checker);
  return {
    judged: judge({ ...options, records }),
    // Some warm-up orders never come as far as billing: they find no seat.
    warmUpCharges: [...warmUpIds].filter((id) => (records.get(id)?.ledger.length ?? 0) > 0).length,
    warmUpTrouble: warmUpTrouble(warmUpIds, records),
  };
}
