// Reads the write-ahead log through a replication slot: every committed change in commit order, hard deletes included.
import type { Capture } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { readInitially } from './initial-read.ts';
import { streamLog } from './log-stream.ts';
import {
  publishTable,
  readSlot,
  removeSlot,
  requireLogicalLog,
  requireReplicaIdentity,
  slotOf,
  waitUntilFree,
} from './slot.ts';

/**
 * The slot is the position: the server keeps what has not been confirmed. But it remembers the last confirmation only
 * at its checkpoints, so after a crash it sends again what is long delivered; the store knows better.
 */
export const logicalReplication: Capture = async function* (context) {
  const { name, table, connection, positions } = context;
  await requireLogicalLog(connection);
  requireReplicaIdentity(table);
  const stored = await positions.load();
  const slot = await readSlot(connection, name);
  if (stored && (!slot || slot.isLost))
    throw new FeedError(
      `replication slot ${slotOf(name)} ${slot ? 'has lost its log (max_slot_wal_keep_size)' : 'is gone'}: what changed since cannot be had any more, so start anew under another name`,
    );
  if (!stored) {
    // Without a position the read of the rows before it was not finished.
    await removeSlot(connection, name);
    await publishTable(connection, name, table);
    yield* readInitially(context);
  }
  await publishTable(connection, name, table);
  await waitUntilFree(connection, name);
  yield* streamLog(context, (await readSlot(connection, name))?.confirmedLsn ?? 0n);
};
