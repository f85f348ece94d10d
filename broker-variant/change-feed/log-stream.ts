// The log as batches: what has arrived and is not delivered yet, what may be confirmed, and when to read no further.
import type { Pgoutput } from 'pg-logical-replication';
import type { Batch, CaptureContext, CapturedChange } from './capture.ts';
import { createLogReader } from './log-changes.ts';
import { batchRows, logPolicy } from './policy.ts';
import { openStream } from './replication-stream.ts';
import { watchSlot, type TableEnd } from './slot-watch.ts';
import { createWakeUp } from './wake-up.ts';

/** A change, or the end of a transaction up to which may be confirmed. */
type InHand = CapturedChange | { confirm: bigint };

/** Streams what was committed after `from`, the place that was confirmed last, for as long as the signal lets it. */
export async function* streamLog(
  context: CaptureContext,
  from: bigint,
): AsyncGenerator<Batch, void> {
  const { table, positions, signal } = context;
  const wakeUp = createWakeUp(signal);
  const delivered = (await positions.load())?.stamp ?? '';
  let savedAtMs = 0;
  const read = createLogReader(table.label, table.key.name);
  let inHand: InHand[] = [];
  let failure: Error | undefined;
  let isPaused = false;
  let confirmed = from;
  let isWithinTransaction = false;
  let isDelivering = false;
  let endAfter: TableEnd | undefined;

  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? error : new Error(String(error));
    wakeUp.wake();
  };
  // Thrown where the driver hands it over, an error would end the process.
  const readOrFail = (message: Pgoutput.Message) => {
    if (failure) return undefined;
    try {
      return read(message);
    } catch (error) {
      fail(error);
      return undefined;
    }
  };

  const stream = openStream(context, {
    onStart: context.onStreaming,
    onMessage: (message) => {
      const step = readOrFail(message);
      if (message.tag === 'begin') isWithinTransaction = true;
      if (step?.kind === 'changes')
        inHand.push(...step.changes.filter(({ position }) => position > delivered));
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
    onLost: fail,
  });
  const confirming = setInterval(() => {
    if (confirmed > 0n) stream.confirm(confirmed);
  }, logPolicy.confirmMs);

  const stopWatching = watchSlot(context, {
    onFailure: fail,
    onDropped: (end) => {
      endAfter ??= end;
    },
  });

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
      yield batchOf(taken, async (lsn, position) => {
        if (lsn !== undefined) {
          confirmed = lsn;
          stream.confirm(lsn);
        }
        if (position === undefined || performance.now() - savedAtMs < logPolicy.saveMs) return;
        savedAtMs = performance.now();
        await positions.save({ stamp: position, key: '' });
      });
      isDelivering = false;
    }
  } finally {
    clearInterval(confirming);
    stopWatching();
    await stream.stop();
  }
}

function batchOf(
  taken: InHand[],
  keep: (confirm: bigint | undefined, position: string | undefined) => Promise<void>,
): Batch {
  const changes = taken.flatMap((one) => ('confirm' in one ? [] : one));
  const last = taken.findLast((one) => 'confirm' in one);
  return {
    changes,
    keep: () =>
      keep(
        // Just after the start of the commit record: the transaction is over for the slot, and the next one begins later.
        last && 'confirm' in last ? last.confirm + 1n : undefined,
        changes.at(-1)?.position,
      ),
  };
}
