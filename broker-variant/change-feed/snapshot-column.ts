// The column snapshot-polling goes by, and the triggers that fill it and wake the feed.
import { FeedError } from './feed-error.ts';
import { columnOf, type SourceTable } from './source-table.ts';

/** The transaction that last wrote the row. */
export const xidColumn = 'change_xid';
/** The channel that is notified; the payload is `schema.table`. */
export const notifyChannel = 'change_feed';
export const stampTrigger = 'change_feed_stamp';
export const notifyTrigger = 'change_feed_notify';

/** Throws FeedError when the table has not all of it. */
export function requireXid(table: SourceTable): void {
  requireXidType(table);
  const column = columnOf(table, xidColumn);
  const absent = [stampTrigger, notifyTrigger].find(
    (wanted) => !table.triggers.some(({ name }) => name === wanted),
  );
  const missing = column ? absent && `trigger ${absent}` : `column ${xidColumn}`;
  if (missing)
    throw new FeedError(
      `${table.label} has no ${missing}: snapshot-polling needs it (--install adds it)`,
    );
}

/** Throws FeedError when the table's `change_xid` is a column of somebody else's: stamped, it would refuse every write. */
export function requireXidType(table: SourceTable): void {
  const column = columnOf(table, xidColumn);
  if (column && column.type !== 'xid8')
    throw new FeedError(
      `${table.label}.${xidColumn} is of type ${column.type}, not xid8: snapshot-polling needs a column of that name for itself`,
    );
}
