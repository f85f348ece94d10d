// The log's text of a value becomes the JSON that `to_jsonb` makes of it; row-types.integration.test.ts asks the server itself.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText, keyText, rowOf } from './log-values.ts';

const oids = { bool: 16, int8: 20, text: 25, json: 114, float8: 701, timestamp: 1114 } as const;
const numbers = [20, 21, 23, 26, 700, 701, 1700];

describe('a value', () => {
  it.each([
    [oids.bool, 't', 'true'],
    [oids.bool, 'f', 'false'],
    [oids.int8, '9007199254740993', '9007199254740993'],
    [oids.float8, '1e+20', '1e+20'],
    [oids.float8, 'NaN', '"NaN"'],
    [oids.float8, '-Infinity', '"-Infinity"'],
    [1700, '12345678901234567890.10', '12345678901234567890.10'],
    [oids.json, '{"a": 1.50}', '{"a": 1.50}'],
    [3802, '"text"', '"text"'],
    [oids.timestamp, '2026-02-28 12:34:56.123456', '"2026-02-28T12:34:56.123456"'],
    [1184, '2026-02-28 12:34:56+00', '"2026-02-28T12:34:56+00:00"'],
    [1184, 'infinity', '"infinity"'],
    [oids.text, '12', '"12"'],
    [1007, '{1,2}', '"{1,2}"'],
  ])('of type %i, %s, is %s', (oid, text, expected) => {
    expect(jsonText(oid, text)).toBe(expected);
  });

  it('that is text is JSON whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(jsonText(oids.text, text))).toBe(text);
      }),
    );
  });

  it('that is a number keeps every digit', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.constantFrom(...numbers), (value, oid) => {
        expect(jsonText(oid, String(value))).toBe(String(value));
      }),
    );
  });
});

describe('a row', () => {
  it('has every column but those that the log does not repeat, and null where there is null', () => {
    expect(rowOf({ id: '1', 'a "b"': '"x"', gone: null, big: undefined })).toEqual({
      row: '{"id":1,"a \\"b\\"":"x","gone":null}',
      unchanged: ['big'],
    });
    expect(rowOf({})).toEqual({ row: '{}', unchanged: [] });
  });
});

describe('a key', () => {
  it('is the text in its JSON', () => {
    for (const [json, text] of [
      ['9007199254740993', '9007199254740993'],
      ['"a \\"b\\""', 'a "b"'],
      ['true', 'true'],
    ] as const)
      expect(keyText(json)).toBe(text);
    fc.assert(fc.property(fc.string(), (text) => keyText(JSON.stringify(text)) === text));
  });
});
