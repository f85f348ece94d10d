// Looks after a slot while it is streamed: has it lost its log, does it hold back too much, is its table still there?
import type { CaptureContext } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { logPolicy } from './policy.ts';
import { readSlot, slotOf } from './slot.ts';
import { findTable } from './source-table.ts';

/** The table is gone: what was committed before `lsn` may still be delivered, and then `error` is what there is to say. */
export type TableEnd = { lsn: bigint; error: FeedError };

/** Looks again and again; the returned function ends it. */
export function watchSlot(
  { connection, name, table, log }: CaptureContext,
  on: { onFailure(error: unknown): void; onDropped(end: TableEnd): void },
): () => void {
  const look = async () => {
    const slot = await readSlot(connection, name);
    if (slot?.isLost)
      on.onFailure(
        new FeedError(`replication slot ${slotOf(name)} has lost its log (max_slot_wal_keep_size)`),
      );
    const retainedMb = Math.round((slot?.retainedBytes ?? 0) / 2 ** 20);
    if (retainedMb > logPolicy.warnRetainedMb)
      log.warn('the slot holds back the log', { slot: slotOf(name), retainedMb });
    if (await isThere()) return;
    on.onDropped({
      lsn: slot?.endLsn ?? 0n,
      error: new FeedError(
        `${table.label} was dropped while it was streamed; what had been committed before is delivered`,
      ),
    });
  };
  const isThere = async () => {
    try {
      return (await findTable(connection, table.label)).oid === table.oid;
    } catch (error) {
      if (error instanceof FeedError) return false;
      throw error;
    }
  };
  const looking = setInterval(() => void look().catch(on.onFailure), logPolicy.lookMs);
  return () => clearInterval(looking);
}
