// Reads a table from its first block to its last, a stretch of blocks at a time and a column at a time: nothing is sorted, nothing is held.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';

/** A quarter of a megabyte of a table, some thousand rows: small enough to be gone before it counts as old. */
const blocksPerPage = 32;

/** A table, and what to read of each of its rows: a name of our own → an SQL expression. */
export type PagedTable = { name: string; columns: Record<string, string> };

const sizeRow = z.tuple([z.object({ blocks: z.number() })]);

/**
 * The rows created at or after `sinceMs` (epoch ms), as one object of columns per page: lists that are equally
 * long. Inside a transaction with one snapshot the pages fit together. While a page is worked on, the server
 * prepares the next one. Throws when the database cannot be read or a page is not as `schema` says.
 */
export async function* pagesOf<Page>(
  sql: Sql,
  table: PagedTable,
  schema: z.ZodType<Page>,
  sinceMs: number,
): AsyncGenerator<Page> {
  const size = await sql.query(
    `SELECT pg_relation_size('${table.name}') / current_setting('block_size')::int AS blocks`,
  );
  const [{ blocks }] = sizeRow.parse(size.rows);
  const columns = Object.entries(table.columns)
    .map(([name, expression]) => `coalesce(json_agg(${expression}), '[]') AS ${name}`)
    .join(', ');
  const read = (from: number) =>
    sql.query(
      `SELECT ${columns} FROM ${table.name}
       WHERE ctid >= $1::tid AND ctid < $2::tid AND create_date >= to_timestamp($3::float8 / 1000)`,
      [`(${from},0)`, `(${from + blocksPerPage},0)`, sinceMs],
    );
  let ahead = blocks > 0 ? read(0) : undefined;
  try {
    for (let from = blocksPerPage; ahead; from += blocksPerPage) {
      const { rows } = await ahead;
      ahead = from < blocks ? read(from) : undefined;
      // Whoever works on this page must not be interrupted by the failure of the next one.
      ahead?.catch(() => undefined);
      yield schema.parse(rows[0]);
    }
  } finally {
    await ahead?.catch(() => undefined);
  }
}

/** A column of a page: one check per value and no copy, because a page has thousands of them. */
export function columnOf<T>(is: (value: unknown) => value is T): z.ZodType<T[]> {
  return z.custom<T[]>((list) => Array.isArray(list) && list.every((value) => is(value)));
}

/** What the values of a column may be. */
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Such a value, or none. */
export function orNull<T>(is: (value: unknown) => value is T) {
  return (value: unknown): value is T | null => value === null || is(value);
}

/** One of these words. */
export function oneOf<T extends string>(words: readonly T[]) {
  const known: ReadonlySet<unknown> = new Set(words);
  return (value: unknown): value is T => known.has(value);
}

/** The i-th value of a column; throws when it is shorter than the others. */
export function cell<T>(column: readonly T[], i: number): T {
  const value = column[i];
  if (value === undefined) throw new Error(`a page has a column with only ${column.length} values`);
  return value;
}
