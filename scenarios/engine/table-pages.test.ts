import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cell, columnOf, isNumber, isText, oneOf, orNull, pagesOf } from './table-pages.ts';

const table = { name: 'a.table', columns: { ids: 'id' } };
const page = z.object({ ids: columnOf(isText) });

/** A database of `blocks` blocks that answers each page with its first block, unless told to fail at one. */
function database(blocks: number, failAt = Infinity) {
  const asked: unknown[] = [];
  const query = (text: string, values?: unknown[]) => {
    if (text.includes('pg_relation_size'))
      return Promise.resolve({ rows: [{ blocks }], rowCount: 1 });
    asked.push(values?.[0]);
    if (asked.length > failAt) return Promise.reject(new Error('gone'));
    return Promise.resolve({ rows: [{ ids: [String(values?.[0])] }], rowCount: 1 });
  };
  return { asked, sql: { query } };
}

async function idsIn(sql: ReturnType<typeof database>['sql']): Promise<string[]> {
  const ids: string[] = [];
  for await (const { ids: some } of pagesOf(sql, table, page, 0)) ids.push(...some);
  return ids;
}

describe('a table read in pages', () => {
  it.each([
    [0, []],
    [1, ['(0,0)']],
    [32, ['(0,0)']],
    [33, ['(0,0)', '(32,0)']],
    [65, ['(0,0)', '(32,0)', '(64,0)']],
  ])('of %i blocks is read to its end and not beyond', async (blocks, pages) => {
    expect(await idsIn(database(blocks).sql)).toEqual(pages);
  });

  it('fails when a page cannot be read or is not what it should be', async () => {
    await expect(idsIn(database(99, 1).sql)).rejects.toThrow('gone');
    const numbers = z.object({ ids: columnOf(isNumber) });
    const reading = pagesOf(database(9).sql, table, numbers, 0);
    await expect(reading.next()).rejects.toThrow(z.ZodError);
  });

  it('asks for nothing more once nobody wants the rest', async () => {
    const { sql, asked } = database(320);
    for await (const { ids } of pagesOf(sql, table, page, 0)) if (ids.length > 0) break;
    expect(asked).toEqual(['(0,0)', '(32,0)']);
  });
});

describe('a column', () => {
  it('is checked value by value', () => {
    const words = columnOf(orNull(oneOf(['a', 'b'])));
    expect(words.parse(['a', null, 'b'])).toEqual(['a', null, 'b']);
    for (const wrong of [['c'], [undefined], 'a', null, [1]])
      expect(words.safeParse(wrong).success).toBe(false);
  });

  it('that is shorter than the others is an error, not a value', () => {
    expect(cell(['a', 'b'], 1)).toBe('b');
    expect(cell([null], 0)).toBeNull();
    expect(() => cell(['a'], 1)).toThrow('only 1 values');
  });
});
