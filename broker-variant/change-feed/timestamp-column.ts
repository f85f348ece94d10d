// The column timestamp-polling goes by, and how its type is read and written without losing a microsecond.
import { FeedError } from './feed-error.ts';
import { columnOf, type SourceTable } from './source-table.ts';

/** The column that is stamped at every insert and update. */
export const stampColumn = 'last_updated';

const format = `'YYYY-MM-DD"T"HH24:MI:SS.US'`;

/** SQL for the stamp as text, for the way back from parameter 2, and for now. Throws FeedError when nobody stamps the table. */
export function requireStamp(table: SourceTable): { stamp: string; fromText: string; now: string } {
  const column = columnOf(table, stampColumn);
  if (!column)
    throw new FeedError(
      `${table.label} has no column ${stampColumn}: timestamp-polling needs one, stamped at every insert and update`,
    );
  if (!table.triggers.some(({ beforeUpdate }) => beforeUpdate))
    throw new FeedError(
      `${table.label} has no BEFORE UPDATE trigger for each row: nobody stamps ${stampColumn}, and no update would be seen`,
    );
  switch (column.type.replace(/\(\d\)/, '')) {
    case 'timestamp without time zone':
      return {
        ...{ stamp: `to_char(t.${stampColumn}, ${format})`, fromText: '$2::timestamp' },
        now: 'LOCALTIMESTAMP',
      };
    case 'timestamp with time zone':
      return {
        stamp: `to_char(t.${stampColumn} AT TIME ZONE 'UTC', ${format})`,
        ...{ fromText: `$2::timestamp AT TIME ZONE 'UTC'`, now: 'CURRENT_TIMESTAMP' },
      };
    default:
      throw new FeedError(
        `${table.label}.${stampColumn} is of type ${column.type}: timestamp-polling needs a timestamp`,
      );
  }
}
