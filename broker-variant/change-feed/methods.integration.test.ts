// What tells the three methods apart: whom an open transaction holds back, who loses its rows, and what only the log knows.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { CaptureMethod, DeliveredChange } from '../../shared/change-feed.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { applicationName } from './connection.ts';
import { slotOf } from './slot.ts';
import {
  articleTable,
  freshDatabase,
  prepareFeed,
  type TestDatabase,
  type TestFeed,
} from './testing/feed-bench.ts';
import { expectOrderly, lastOfEach } from './testing/orderly.ts';

const infrastructure = useInfrastructure(['kafka', 'postgres']);
const dataOf = (found: DeliveredChange[]) => found.map(({ change }) => change.row?.['data']);
const insert = (data: string) => `INSERT INTO streaming_update_table (data) VALUES ('${data}')`;

/** A feed on a fresh database; both are taken away afterwards. */
async function withFeed(
  method: CaptureMethod,
  work: (database: TestDatabase, feed: TestFeed) => Promise<void>,
  { setUp = articleTable, start = true } = {},
): Promise<void> {
  const database = await freshDatabase(infrastructure(), setUp);
  try {
    const feed = await prepareFeed(infrastructure(), database, method);
    try {
      if (start) await feed.start();
      await work(database, feed);
    } finally {
      await feed.end();
    }
  } finally {
    await database.drop();
  }
}

const countRow = z.tuple([z.object({ n: z.coerce.number() })]);
const countOf = async ({ sql }: TestDatabase, query: string) =>
  countRow.parse(await sql(`SELECT count(*) AS n FROM ${query}`))[0].n;

describe('snapshot-polling', () => {
  it.each(['COMMIT', 'ROLLBACK'])(
    'shows a row only after the %s of an older transaction, which wrote elsewhere, and then at once',
    async (end) => {
      await withFeed(
        'snapshot-polling',
        async (database, feed) => {
          const older = await database.connect();
          await older.query('BEGIN');
          await older.query('INSERT INTO elsewhere DEFAULT VALUES');
          await database.sql(insert('held back'));
          // It has looked again since, more than once, and found nothing that it may show.
          const looks = new Set<string>();
          await waitUntil(
            'the feed to look',
            async () => {
              const rows = await database.sql(
                `SELECT query_start::text AS n FROM pg_stat_activity
                 WHERE application_name = '${applicationName(feed.plan.name)}' AND query_start > now() - interval '1 minute'`,
              );
              for (const { n } of z.array(z.object({ n: z.string() })).parse(rows)) looks.add(n);
              return looks.size > 3;
            },
            { deadlineMs: 10_000, everyMs: 5 },
          );
          expect(await feed.prepared.delivered()).toEqual([]);

          await older.query(end);
          const endedAtMs = Date.now();
          const [shown] = await feed.deliveredOnce(({ length }) => length > 0);
          expect(shown?.change.row).toMatchObject({ data: 'held back' });
          expect((shown?.appendedAtMs ?? Infinity) - endedAtMs).toBeLessThan(1_000);
        },
        { setUp: `${articleTable} CREATE TABLE elsewhere (id serial PRIMARY KEY)` },
      );
    },
  );

  it('misses nothing of a transaction that commits after a later one was shown', async () => {
    await withFeed('snapshot-polling', async (database, feed) => {
      const slow = await database.connect();
      await slow.query('BEGIN');
      await slow.query(insert('begun first'));
      await database.sql(insert('begun second'));
      await slow.query('COMMIT');
      const found = await feed.deliveredOnce(({ length }) => length === 2);
      expect(new Set(dataOf(found))).toEqual(new Set(['begun first', 'begun second']));
    });
  });
});

describe('timestamp-polling', () => {
  it('skips exactly the row of a transaction that commits after a later one was read', async () => {
    await withFeed('timestamp-polling', async (database, feed) => {
      const slow = await database.connect();
      await slow.query('BEGIN');
      await slow.query(insert('stamped first'));
      await database.sql(insert('stamped second'));
      await feed.deliveredOnce(({ length }) => length === 1);
      await slow.query('COMMIT');
      await database.sql(insert('stamped third'));
      const found = await feed.deliveredOnce((all) => dataOf(all).includes('stamped third'));
      expect(new Set(dataOf(found))).toEqual(new Set(['stamped second', 'stamped third']));
      expect(await countOf(database, 'streaming_update_table')).toBe(3);
    });
  });
});

describe('logical-replication', () => {
  it('delivers a transaction of 30 000 rows, each with a position of its own', async () => {
    await withFeed('logical-replication', async (database, feed) => {
      await database.sql(`
        BEGIN;
        INSERT INTO streaming_update_table (data) SELECT 'r' || n FROM generate_series(1, 30000) n;
        UPDATE streaming_update_table SET data = 'last' WHERE id = 30000;
        COMMIT`);
      const found = await feed.deliveredOnce(({ length }) => length >= 30_001);
      expect(found).toHaveLength(30_001);
      expectOrderly(found);
      const positions = found.map(({ change }) => change.position);
      expect(new Set(positions).size).toBe(30_001);
      expect(new Set(positions.map((position) => position.split('-')[0])).size).toBe(1);
      expect(lastOfEach(found).get('30000')?.row).toMatchObject({ data: 'last' });
    });
  });

  it('shows a changed primary key as one row gone and another come', async () => {
    await withFeed('logical-replication', async (database, feed) => {
      await database.sql(insert('moves'));
      await database.sql('UPDATE streaming_update_table SET id = 77 WHERE id = 1');
      const found = await feed.deliveredOnce(({ length }) => length === 3);
      const byPosition = found
        .map(({ change }) => change)
        .toSorted((a, b) => (a.position < b.position ? -1 : 1));
      expect(byPosition.map(({ kind, key }) => [kind, key])).toEqual([
        ...[
          ['insert', '1'],
          ['delete', '1'],
        ],
        ['insert', '77'],
      ]);
      expect(byPosition[2]?.row).toMatchObject({ id: 77, data: 'moves' });
    });
  });

  it('names a large value that the log does not repeat', async () => {
    await withFeed(
      'logical-replication',
      async (database, feed) => {
        await database.sql(
          `INSERT INTO streaming_update_table (data, big)
           SELECT 'first', string_agg(md5(n::text), '') FROM generate_series(1, 2000) n`,
        );
        await database.sql(`UPDATE streaming_update_table SET data = 'second'`);
        const [first, second] = await feed.deliveredOnce(({ length }) => length === 2);
        expect(String(first?.change.row?.['big'])).toHaveLength(64_000);
        expect(first?.change.unchanged).toBeUndefined();
        expect(second?.change.unchanged).toEqual(['big']);
        expect(second?.change.row).toMatchObject({ data: 'second' });
        expect(second?.change.row).not.toHaveProperty('big');
      },
      { setUp: `${articleTable} ALTER TABLE streaming_update_table ADD COLUMN big text` },
    );
  });

  it('reads everything again when it is killed while it reads what was there before', async () => {
    await withFeed(
      'logical-replication',
      async (database, feed) => {
        await database.sql(
          `INSERT INTO streaming_update_table (data) SELECT 'r' || n FROM generate_series(1, 40000) n`,
        );
        await feed.launch();
        await feed.deliveredOnce(({ length }) => length > 0);
        await feed.kill();
        // Otherwise the read was over, and this test would show nothing.
        expect(await countOf(database, 'change_feed.position')).toBe(0);
        await database.sql(`UPDATE streaming_update_table SET data = 'meanwhile' WHERE id = 1`);
        await feed.start();
        await database.sql(`UPDATE streaming_update_table SET data = 'after' WHERE id = 2`);
        const found = await feed.deliveredOnce((all) => dataOf(all).includes('after'));
        expectOrderly(found);
        const last = lastOfEach(found);
        expect(last.size).toBe(40_000);
        expect(last.get('1')?.row).toMatchObject({ data: 'meanwhile' });
        expect(last.get('2')?.row).toMatchObject({ data: 'after' });
      },
      { start: false },
    );
  });

  it('lets go of the log that others write', async () => {
    await withFeed(
      'logical-replication',
      async (database, { plan }) => {
        const slot = `pg_replication_slots WHERE slot_name = '${slotOf(plan.name)}'`;
        await database.sql(`
          INSERT INTO elsewhere SELECT repeat(md5(n::text), 30) FROM generate_series(1, 20000) n;
          SELECT pg_log_standby_snapshot()`);
        const [{ lsn }] = z
          .tuple([z.object({ lsn: z.string() })])
          .parse(await database.sql('SELECT pg_current_wal_lsn()::text AS lsn'));
        await waitUntil(
          'the slot to be confirmed beyond what others wrote',
          async () =>
            (await countOf(database, `${slot} AND confirmed_flush_lsn >= '${lsn}'`)) === 1,
          { deadlineMs: 15_000 },
        );
        await waitUntil(
          'the log to be let go of',
          async () => {
            await database.sql('SELECT pg_log_standby_snapshot()');
            return (
              (await countOf(
                database,
                `${slot} AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) < 1e6`,
              )) === 1
            );
          },
          { deadlineMs: 15_000, everyMs: 200 },
        );
      },
      { setUp: `${articleTable} CREATE TABLE elsewhere (data text)` },
    );
  });

  it('leaves neither slot nor publication nor position behind when it is removed', async () => {
    await withFeed('logical-replication', async (database, feed) => {
      await database.sql(insert('one'));
      await feed.deliveredOnce(({ length }) => length === 1);
      const left = async () => [
        await countOf(
          database,
          `pg_replication_slots WHERE slot_name = '${slotOf(feed.plan.name)}'`,
        ),
        await countOf(database, 'pg_publication'),
        await countOf(database, 'change_feed.position'),
      ];
      expect(await left()).toEqual([1, 1, 1]);
      await feed.process().stop(5_000);
      await feed.prepared.remove();
      expect(await left()).toEqual([0, 0, 0]);
      // And once more, for whoever is not sure.
      await feed.prepared.remove();
    });
  });
});
