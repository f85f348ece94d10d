// How many orders were under way at the busiest instant, from the journal. Pure.
import type { JournalEntry } from '../engine/ledger.ts';

/** Most orders sent and not ended at one instant; an order without an answer ends with the client's deadline. */
export function mostOpen(entries: readonly JournalEntry[], deadlineMs: number): number {
  const steps = entries.flatMap(({ sentAtMs, answeredAtMs }) =>
    sentAtMs === null
      ? []
      : [
          { atMs: sentAtMs, by: 1 },
          { atMs: answeredAtMs ?? sentAtMs + deadlineMs, by: -1 },
        ],
  );
  let open = 0;
  let most = 0;
  for (const { by } of steps.toSorted((a, b) => a.atMs - b.atMs)) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}
