// Polling that cannot skip: a row is shown to the feed only once every transaction as old as its own has ended.
import type { Capture } from './capture.ts';
import { snapshotPolicy } from './policy.ts';
import { pollTable } from './polling.ts';
import { notifyChannel, requireXid, xidColumn } from './snapshot-column.ts';
import { createWakeUp } from './wake-up.ts';

/**
 * Asks for rows of later transactions, below the oldest one still running. By the manual (system information
 * functions, snapshot components) every transaction below `xmin` has ended, and every later one gets a number not
 * below it: nothing can appear behind the cursor any more.
 */
export const snapshotPolling: Capture = async function* (context) {
  const { table, connection, signal } = context;
  requireXid(table);
  const wakeUp = createWakeUp(signal);
  await connection.listen(notifyChannel, (label) => {
    if (label === table.label) wakeUp.wake();
  });
  const horizon = 'pg_snapshot_xmin(pg_current_snapshot())';
  let heldForMs: number = snapshotPolicy.heldBackMs[0];
  yield* pollTable(context, {
    looking: wakeUp.reset,
    // Both halves see one snapshot, so what one holds back cannot be missing from the other.
    after: (cursor) => `
      (SELECT t.tableoid::text AS source, lpad(t.${xidColumn}::text, 20, '0') AS stamp, ${table.keyText} AS key,
              (to_jsonb(t) - '${xidColumn}')::text AS row
       FROM ${table.quoted} t
       WHERE t.${xidColumn} < ${horizon}
         ${cursor ? `AND (t.${xidColumn}, t.${table.key.quoted}) > (ltrim($2, '0')::xid8, $3::${table.key.type})` : ''}
       ORDER BY t.${xidColumn}, t.${table.key.quoted} LIMIT $1)
      UNION ALL
      (SELECT NULL, NULL, NULL, NULL FROM ${table.quoted} t WHERE t.${xidColumn} >= ${horizon} LIMIT 1)`,
    wait: async (heldBack) => {
      // Nobody notifies us when a transaction ends that did not write to this table.
      await wakeUp.wait(heldBack ? heldForMs : snapshotPolicy.safetyPollMs);
      heldForMs = heldBack
        ? Math.min(heldForMs * 2, snapshotPolicy.heldBackMs[1])
        : snapshotPolicy.heldBackMs[0];
    },
  });
};
