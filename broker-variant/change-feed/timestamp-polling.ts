// Polling by `last_updated`, as Kafka Connect's JDBC source does in `timestamp+incrementing` mode, hazards and all.
import { setTimeout as delay } from 'node:timers/promises';
import type { Capture } from './capture.ts';
import { timestampPolicy } from './policy.ts';
import { pollTable } from './polling.ts';
import { requireStamp, stampColumn } from './timestamp-column.ts';

/**
 * Asks for rows with a later `last_updated`, or the same and a greater key. Rows are stamped before they are committed,
 * so whatever commits after a later stamp has been read is never seen: this is the fault it is here to show.
 */
export const timestampPolling: Capture = (context) => {
  const { table, signal } = context;
  const { stamp, fromText, now } = requireStamp(table);
  return pollTable(context, {
    // The upper bound is Connect's: it never reads what is stamped in the future.
    after: (cursor) => `
      SELECT t.tableoid::text AS source, ${stamp} AS stamp, ${table.keyText} AS key, to_jsonb(t)::text AS row
      FROM ${table.quoted} t
      WHERE t.${stampColumn} < ${now}
        ${cursor ? `AND (t.${stampColumn}, t.${table.key.quoted}) > (${fromText}, $3::${table.key.type})` : ''}
      ORDER BY t.${stampColumn}, t.${table.key.quoted} LIMIT $1`,
    wait: () => delay(timestampPolicy.pollMs, undefined, { signal }),
  });
};
