// Commits offsets in the background, all partitions together: at-least-once needs them late, not often.
import type { EachBatchPayload } from 'kafkajs';
import { messageOf, type Log } from '../shared/host/log.ts';

/** Remembers that there is something to commit and does so soon; a crash before that is a redelivery. */
export type OffsetCommits = {
  /** Call after the effect, with the offset resolved. */
  soon(payload: EachBatchPayload): void;
  /** Commits what is left. */
  flush(): Promise<void>;
};

/** Commits at most every `intervalMs`, one commit at a time. */
export function createOffsetCommits(intervalMs: number, log: Log): OffsetCommits {
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
      // A rebalance may have taken the partition away: its next owner reads on from the last commit.
      log.warn('offsets not committed', { error: messageOf(error) });
    }
  };
  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    running = running.then(commit);
    return running;
  };
  return {
    soon: (payload) => {
      latest = payload;
      timer ??= setTimeout(() => void flush(), intervalMs);
    },
    flush,
  };
}
