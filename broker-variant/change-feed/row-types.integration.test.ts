// A row says the same whichever method has read it, to the last digit, and so does its key.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  captureMethods,
  type CaptureMethod,
  type DeliveredChange,
} from '../../shared/change-feed.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { freshDatabase, recordTexts, startFeed } from './testing/feed-bench.ts';

const infrastructure = useInfrastructure(['kafka', 'postgres']);

const stamped = (columns: string) => `
CREATE TABLE streaming_update_table (${columns}, last_updated timestamp NOT NULL DEFAULT now());
CREATE FUNCTION stamp_it() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.last_updated = now(); RETURN NEW; END $$;
CREATE TRIGGER stamp_it BEFORE UPDATE ON streaming_update_table FOR EACH ROW EXECUTE FUNCTION stamp_it();`;

/** Type and value of every column, as SQL. */
const values: [type: string, value: string][] = [
  ...(
    [
      ['int2', '-32768'],
      ['int4', '2147483647'],
      ['int8', '9007199254740993'],
      ['numeric', '12345678901234567890.10'],
      ['numeric', `'NaN'`],
      ['numeric(5,2)', '0.50'],
      ['float4', '0.1'],
      ['float8', '0.1'],
      ['float8', `'NaN'`],
      ['float8', `'-Infinity'`],
      ['float8', '1e20'],
      ['float8', '1e-7'],
      ['bool', 'true'],
      ['bool', 'false'],
      ['text', `E'quo"te \\'s, back\\\\slash,\\nnew line, 🎫'`],
      ['text', `''`],
      ['text', `'12'`],
      ['text', `'null'`],
      ['varchar(20)', `'NaN'`],
      ['char(5)', `'ab'`],
      ['uuid', `'6b7ed3c5-6a5f-4f06-93d0-6b7d5a0a3c11'`],
      ['date', `'2026-02-28'`],
      ['date', `'infinity'`],
      ['time', `'12:34:56.000001'`],
      ['timestamp', `'2026-02-28 12:34:56.123456'`],
      ['timestamp', `'infinity'`],
      ['timestamptz', `'2026-02-28 12:34:56.123456+05:30'`],
      ['interval', `'1 day 02:03:04'`],
      ['json', `'{"b": 1, "a": [null, "x", 1.50]}'`],
      ['jsonb', `'{"b": 12345678901234567890, "a": []}'`],
      ['jsonb', `'"text"'`],
      ['bytea', `'\\xdeadbeef'`],
      ['inet', `'10.0.0.1/8'`],
      ['int4', 'NULL'],
      ['text', 'NULL'],
    ] as const
  ).map(([type, value]): [string, string] => [type, value]),
];

/** What a method delivers of a row that came while it streamed. */
async function streamed(method: CaptureMethod): Promise<{ text: string; row: unknown }> {
  const columns = values.map(([type], i) => `c${i} ${type}`);
  const database = await freshDatabase(
    infrastructure(),
    stamped(`id serial PRIMARY KEY, ${columns.join(', ')}`),
  );
  try {
    const feed = await startFeed(infrastructure(), database, method);
    try {
      const names = values.map((_, i) => `c${i}`);
      await database.sql(
        `INSERT INTO streaming_update_table (last_updated, ${names.join(', ')})
         VALUES ('2026-01-01', ${values.map(([, value]) => value).join(', ')})`,
      );
      const [found] = await feed.deliveredOnce(({ length }) => length === 1);
      const [text] = await recordTexts(feed.plan);
      return { text: text ?? '', row: found?.change.row };
    } finally {
      await feed.end();
    }
  } finally {
    await database.drop();
  }
}

describe('a row', () => {
  it('is the same by all methods, with every digit', async () => {
    const [first, ...others] = await Promise.all(captureMethods.map(streamed));
    for (const { row } of others) expect(row).toEqual(first?.row);
    for (const { text } of [first, ...others].filter((one) => one !== undefined)) {
      const packed = text.replaceAll(' ', '');
      expect(packed).toContain('"c2":9007199254740993');
      expect(packed).toContain('"c3":12345678901234567890.10');
      expect(text).toContain('12345678901234567890');
      expect(z.json().safeParse(JSON.parse(text)).success).toBe(true);
    }
    expect(first?.row).toMatchObject({
      ...{ c4: 'NaN', c10: 1e20, c12: true, c14: `quo"te 's, back\\slash,\nnew line, 🎫` },
      ...{ c19: 'ab   ', c24: '2026-02-28T12:34:56.123456' },
      ...{ c26: '2026-02-28T07:04:56.123456+00:00', c31: '\\xdeadbeef', c33: null },
    });
  });

  it('of arrays is, in the log, the text that PostgreSQL makes of it', async () => {
    const database = await freshDatabase(
      infrastructure(),
      stamped('id serial PRIMARY KEY, list int[]'),
    );
    const feed = await startFeed(infrastructure(), database, 'logical-replication');
    try {
      await database.sql(`INSERT INTO streaming_update_table (list) VALUES ('{1,2}')`);
      const [found] = await feed.deliveredOnce(({ length }) => length === 1);
      expect(found?.change.row).toMatchObject({ list: '{1,2}' });
    } finally {
      await feed.end();
      await database.drop();
    }
  });
});

describe('a key', () => {
  it.each(captureMethods)('is the same text before and after an update, by %s', async (method) => {
    const keys = [
      ['char(5)', `'ab'`],
      ['timestamp', `'2026-02-28 12:34:56.5'`],
      ['bool', 'true'],
      ['numeric(12,2)', '7.50'],
    ] as const;
    await Promise.all(
      keys.map(async ([type, value]) => {
        const database = await freshDatabase(
          infrastructure(),
          stamped(`id ${type} PRIMARY KEY, data text`),
        );
        await database.sql(`INSERT INTO streaming_update_table (id, data) VALUES (${value}, 'a')`);
        const feed = await startFeed(infrastructure(), database, method);
        const has = (data: string) => (all: DeliveredChange[]) =>
          all.some(({ change }) => change.row?.['data'] === data);
        try {
          await feed.deliveredOnce(has('a'));
          await database.sql(`UPDATE streaming_update_table SET data = 'b'`);
          const found = await feed.deliveredOnce(has('b'));
          expect(new Set(found.map(({ change }) => change.key)).size, type).toBe(1);
          expect(new Set(found.map(({ partition }) => partition)).size, type).toBe(1);
          const { key, row } = found[0]?.change ?? {};
          expect(key).toBe(String(row?.['id']).replace(/^7\.5$/, '7.50'));
        } finally {
          await feed.end();
          await database.drop();
        }
      }),
    );
  });
});
