// What both kinds of polling share: read rows after a cursor in pages, hand them over, keep the cursor.
import { z } from 'zod';
import type { Batch, CaptureContext } from './capture.ts';
import { FeedError } from './feed-error.ts';
import { batchRows } from './policy.ts';
import type { Cursor } from './position-store.ts';

/** How a method asks. */
export type PollingQuery = {
  /**
   * SQL for rows of `source` (the table's oid), `stamp`, `key` and `row` (text) after the cursor ($2 its stamp, $3 its key; both unused from the
   * start), $1 at most, in order of stamp and key. A row of nulls says that there is more that may not be shown yet.
   */
  after(cursor: Cursor | null): string;
  /** Waits until it is worth looking again; `heldBack` = there was more that may not be shown yet. */
  wait(heldBack: boolean): Promise<void>;
  /** Hears that a look has begun: what happens from now on may not be in it. */
  looking?(): void;
};

const pageRows = z.array(
  z.object({
    ...{ source: z.string().nullable(), stamp: z.string().nullable() },
    key: z.string().nullable(),
    row: z.string().nullable(),
  }),
);

/** Polls for good. */
export async function* pollTable(
  { connection, table, positions, onStreaming, signal }: CaptureContext,
  { after, wait, looking }: PollingQuery,
): AsyncGenerator<Batch, void> {
  let cursor = await positions.load();
  onStreaming();
  while (!signal.aborted) {
    looking?.();
    const { rows } = await connection.query(
      after(cursor),
      cursor ? [batchRows, cursor.stamp, cursor.key] : [batchRows],
    );
    const page = pageRows.parse(rows);
    if (page.some(({ source }) => source !== null && source !== String(table.oid)))
      throw new FeedError(
        `${table.label} was dropped and made anew while it was streamed: start anew under another name`,
      );
    const changes = page.flatMap(({ stamp, key, row }) =>
      stamp === null || key === null || row === null
        ? []
        : [{ kind: 'upsert' as const, stamp, key, row, position: `${stamp}-${key}` }],
    );
    const last = changes.at(-1);
    if (last) {
      const reached = { stamp: last.stamp, key: last.key };
      yield {
        changes: changes.map(({ kind, key, row, position }) => ({ kind, key, row, position })),
        keep: () => positions.save(reached),
      };
      cursor = reached;
    }
    if (changes.length < batchRows) await wait(page.length > changes.length);
  }
}
