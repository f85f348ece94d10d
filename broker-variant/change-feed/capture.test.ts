// A record in the topic is valid and has the row's own text, digit for digit.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { rowChangeSchema } from '../../shared/change-feed.ts';
import { recordValue } from './capture.ts';

it('keeps the text of the row', () => {
  const row = '{"id": 9007199254740993, "data": "a \\"b\\""}';
  const change = { kind: 'upsert', key: 'k', position: 'p', row } as const;
  expect(recordValue('public.t', change)).toBe(
    `{"table":"public.t","kind":"upsert","key":"k","position":"p","row":${row}}`,
  );
  expect(recordValue('public.t', { ...change, unchanged: ['big'] })).toContain(
    '"unchanged":["big"],"row":',
  );
});

it('is what the contract says, whatever is in it', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(
      fc.record({ table: text, key: text, position: text, row: fc.dictionary(text, fc.json()) }),
      fc.constantFrom('insert', 'update', 'read', 'upsert'),
      ({ table, key, position, row }, kind) => {
        const value = recordValue(table, { kind, key, position, row: JSON.stringify(row) });
        expect(rowChangeSchema.parse(JSON.parse(value))).toMatchObject({
          table,
          kind,
          key,
          position,
        });
      },
    ),
  );
  const gone = recordValue('t', { kind: 'delete', key: '1', position: 'p', row: 'null' });
  expect(rowChangeSchema.parse(JSON.parse(gone)).row).toBeNull();
});
