// Reads the write-ahead log through a replication slot: every committed change in commit order, hard deletes included.
import type { Pgoutput } from 'pg-logical-replication';
import type { Batch, Capture, CaptureContext, CapturedChange } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { readInitially } from './initial-read.ts';
import { createLogReader } from './log-changes.ts';
import { batchRows, logPolicy } from './policy.ts';
import { openStream } from './replication-stream.ts';
import {
  publishTable,
  readSlot,
  removeSlot,
  requireLogicalLog,
  requireReplicaIdentity,
  slotOf,
  waitUntilFree,
} from './slot.ts';
import { findTable } from './source-table.ts';
import { createWakeUp } from './wake-up.ts';

/** A change, or the end of a transaction up to which may be confirmed. */
type InHand = CapturedChange | { confirm: bigint };

/**
 * The slot is the position: the server keeps what has not been confirmed. The store only remembers that the rows from
 * before the slot have been read.
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

async function* streamLog(context: CaptureContext, from: bigint): AsyncGenerator<Batch, void> {
  const { name, table, connection, log, signal } = context;
  const wakeUp = createWakeUp(signal);
  const read = createLogReader(table.label, table.key.name);
  let inHand: InHand[] = [];
  let failure: Error | undefined;
  let isPaused = false;
  let confirmed = from;
  let isWithinTransaction = false;
  let isDelivering = false;
  let endAfter: { lsn: bigint; error: FeedError } | undefined;

  // Thrown where the driver hands it over, an error would end the process.
  const readOrFail = (message: Pgoutput.Message) => {
    if (failure) return undefined;
    try {
      return read(message);
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  };

  const stream = openStream(context, {
    onStart: context.onStreaming,
    onMessage: (message) => {
      const step = readOrFail(message);
      if (message.tag === 'begin') isWithinTransaction = true;
      if (step?.kind === 'changes') inHand.push(...step.changes);
      if (step?.kind === 'commit') {
        isWithinTransaction = false;
        inHand.push({ confirm: step.lsn });
      }
      if (inHand.length > logPolicy.mostInHand && !isPaused) {
        isPaused = true;
        stream.pause();
      }
      wakeUp.wake();
    },
    // Other tables fill the log too; without this their share would be kept for our sake.
    onHeartbeat: (lsn) => {
      if (isWithinTransaction || isDelivering || inHand.length > 0 || lsn <= confirmed) return;
      confirmed = lsn;
      if (endAfter) wakeUp.wake();
    },
    onLost: (error) => {
      failure ??= error;
      wakeUp.wake();
    },
  });
  const confirming = setInterval(() => {
    if (confirmed > 0n) stream.confirm(confirmed);
  }, logPolicy.confirmMs);

  const look = async () => {
    const slot = await readSlot(connection, name);
    if (slot?.isLost)
      failure ??= new FeedError(
        `replication slot ${slotOf(name)} has lost its log (max_slot_wal_keep_size)`,
      );
    const retainedMb = Math.round((slot?.retainedBytes ?? 0) / 2 ** 20);
    if (retainedMb > logPolicy.warnRetainedMb)
      log.warn('the slot holds back the log', { slot: slotOf(name), retainedMb });
    try {
      const now = await findTable(connection, table.label);
      if (now.oid === table.oid) return;
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
    }
    endAfter ??= {
      lsn: slot?.endLsn ?? 0n,
      error: new FeedError(
        `${table.label} was dropped while it was streamed; what had been committed before is delivered`,
      ),
    };
  };
  const looking = setInterval(() => {
    look().catch((error: unknown) => {
      failure ??= error instanceof Error ? error : new Error(String(error));
      wakeUp.wake();
    });
  }, logPolicy.lookMs);

  try {
    while (!signal.aborted) {
      wakeUp.reset();
      if (failure) throw failure;
      if (endAfter && confirmed >= endAfter.lsn) throw endAfter.error;
      const taken = inHand.slice(0, batchRows);
      inHand = inHand.slice(batchRows);
      if (isPaused && inHand.length < logPolicy.mostInHand / 2) {
        isPaused = false;
        stream.resume();
      }
      if (taken.length === 0) {
        await wakeUp.wait(logPolicy.lookMs);
        continue;
      }
      isDelivering = true;
      yield batchOf(taken, (lsn) => {
        confirmed = lsn;
        stream.confirm(lsn);
      });
      isDelivering = false;
    }
  } finally {
    clearInterval(confirming);
    clearInterval(looking);
    await stream.stop();
  }
}

function batchOf(taken: InHand[], confirm: (lsn: bigint) => void): Batch {
  const changes = taken.flatMap((one) => ('confirm' in one ? [] : one));
  const last = taken.findLast((one) => 'confirm' in one);
  return {
    changes,
    keep: () => {
      // Just after the start of the commit record: the transaction is over for the slot, and the next one begins later.
      if (last && 'confirm' in last) confirm(last.confirm + 1n);
      return Promise.resolve();
    },
  };
}
