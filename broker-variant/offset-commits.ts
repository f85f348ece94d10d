// Commits offsets in the background, all partitions together: at-least-once needs them late, not often.
import type { EachBatchPayload } from 'kafkajs';
import { z } from 'zod';
import { messageOf, type Log } from '../shared/host/log.ts';

/** Remembers that there is something to commit and does so soon; a crash before that is a redelivery. */
export type OffsetCommits = {
  /** Call after the effect, with the offset resolved. */
  soon(payload: EachBatchPayload): void;
  /** Commits what is left. */
  flush(): Promise<void>;
};

/** After these the partitions are handed out anew: the next owner reads on from the last commit. */
const partitionsGone = new Set([
  'ILLEGAL_GENERATION',
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'FENCED_INSTANCE_ID',
]);

/** Commits at most every `intervalMs`, one commit at a time; what an outage prevents is tried again. */
export function createOffsetCommits(
  { intervalMs, retryMs }: { intervalMs: number; retryMs: number },
  log: Log,
): OffsetCommits {
  let latest: EachBatchPayload | undefined;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();

  const commit = async () => {
    const payload = latest;
    latest = undefined;
    if (!payload) return;
    try {
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    } catch (error) {
      log.warn('offsets not committed', { error: messageOf(error) });
      if (!payload.isRunning() || partitionsGone.has(typeOf(error))) return;
      // Without further messages nobody else would come back to these offsets.
      latest ??= payload;
      schedule(retryMs);
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(commit);
    return running;
  };
  const schedule = (afterMs: number) => {
    timer ??= setTimeout(() => void flush(), afterMs);
  };
  return {
    soon: (payload) => {
      latest = payload;
      schedule(intervalMs);
    },
    flush,
  };
}

function typeOf(error: unknown): string {
  // The error classes of kafkajs cannot be imported from ES modules; its protocol errors have a type.
  return z.object({ type: z.string() }).safeParse(error).data?.type ?? '';
}
