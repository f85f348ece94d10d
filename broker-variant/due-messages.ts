// What is due in the retry queue, asked ten times a second only while something waits there.
import type { Sql } from '../shared/db/database.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { BrokerPolicy } from './policy.ts';
import { isAnyWaiting, takeDue, type WaitingMessage } from './retry-queue.ts';

/** An empty retry queue is looked into this often all the same: a predecessor or another instance may have filled it. */
const emptyQueuePollMs = 1_000;

/** The due messages of one service. */
export type DueMessages = {
  /** Takes those whose time has come; without a statement when the queue was empty less than a second ago. */
  take(): Promise<WaitingMessage[]>;
  /** Says that this instance has put messages into the queue: the next `take` asks. */
  filled(): void;
};

/** Looks into the retry queue of one service; `now` is in ms, and never goes back. */
export function watchDueMessages(
  sql: Sql,
  service: ServiceRole,
  policy: Pick<BrokerPolicy, 'maxBatch' | 'sessionTimeoutMs'>,
  now: () => number = () => performance.now(),
): DueMessages {
  let emptyUntilMs = -Infinity;
  return {
    take: async () => {
      if (now() < emptyUntilMs) return [];
      const due = await takeDue(sql, service, policy);
      if (due.length > 0) return due;
      // Before it is asked: whatever is put aside meanwhile takes this back.
      emptyUntilMs = now() + emptyQueuePollMs;
      if (await isAnyWaiting(sql, service)) emptyUntilMs = -Infinity;
      return [];
    },
    filled: () => {
      emptyUntilMs = -Infinity;
    },
  };
}
