import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowChange } from '../../shared/change-feed.ts';
import { jsonLineOf, lineOf, type TailOptions } from './tail.ts';

const plain: TailOptions = { color: false, width: undefined };
const change: RowChange = {
  ...{ table: 'public.t', kind: 'upsert', key: 'k7', position: '00000000000000000742-k7' },
  row: { id: 'k7' },
};
const valueOf = (row: string, head: RowChange = change) =>
  `${JSON.stringify({ ...head, row: undefined }).slice(0, -1)},"row":${row}}`;
const line = (row: string, head: Partial<RowChange> = {}, options: TailOptions = plain) =>
  lineOf(
    { change: { ...change, ...head }, appendedAtMs: 0 },
    valueOf(row, { ...change, ...head }),
    options,
  );

describe('a line', () => {
  it('says when, what, which, where, and the row to the last digit', () => {
    expect(line('{"id": "k 7", "n": 9007199254740993, "q": "\\" : "}')).toMatch(
      /^\d\d:\d\d:00\.000 upsert k7 742 \{"id":"k 7","n":9007199254740993,"q":"\\" : "\}$/,
    );
  });

  it.each([
    ['0000000016b374d8-00000003', '16b374d8-3'],
    ['0000000016b374d8-00000000', '16b374d8-0'],
    ['2026-02-28T12:00:00.000123-k7', '2026-02-28T12:00:00.000123'],
    ['00000000000000000742-other', '742-other'],
  ])('shows position %s as %s', (position, shown) => {
    expect(line('null', { position, kind: 'delete', row: null })).toContain(` k7 ${shown} null`);
  });

  it('names what the log did not repeat', () => {
    expect(line('{}', { unchanged: ['big'] })).toMatch(/\(unchanged: big\)$/);
  });

  it('never is longer than the terminal is wide', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), fc.integer({ min: 1, max: 200 }), (row, key, width) => {
        expect(line(row, { key }, { color: false, width }).length).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('does not let a table steer the terminal', () => {
    const nasty = '\u001b[2J\u009b1m\u202e\n';
    const shown = line(JSON.stringify({ data: nasty }), { key: nasty });
    expect(shown).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
    expect(shown).toContain('\\u001b[2J');
  });

  it('has colours where they are wanted', () => {
    const options: TailOptions = { color: true, width: undefined };
    expect(line('{}', { kind: 'delete' }, options)).toContain('\u001b[31mdelete\u001b[39m');
  });
});

describe('a line for another program', () => {
  it('is the record as it is, on one line', () => {
    const value = valueOf('{"doc":{\n  "a": 12345678901234567890\r\n}}');
    expect(jsonLineOf(value)).not.toMatch(/[\r\n]/);
    expect(JSON.parse(jsonLineOf(value))).toEqual(JSON.parse(value));
    expect(jsonLineOf(value)).toContain('12345678901234567890');
  });
});
