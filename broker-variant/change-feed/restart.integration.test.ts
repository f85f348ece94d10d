// Whatever is killed while a feed runs: it goes on by itself or at its next start, and nothing is missed.
import { describe, expect, it } from 'vitest';
import { captureMethods, type DeliveredChange } from '../../shared/change-feed.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import {
  freshDatabase,
  startFeed,
  type TestDatabase,
  type TestFeed,
} from './testing/feed-bench.ts';
import { expectOrderly, lastOfEach } from './testing/orderly.ts';

const infrastructure = useInfrastructure(['kafka', 'postgres']);
const rows = 20;

const seed = (database: TestDatabase) =>
  database.sql(
    `INSERT INTO streaming_update_table (data) SELECT 'v0' FROM generate_series(1, ${rows})`,
  );
/** One writer with short transactions: the only one that timestamp-polling does not lose rows of. */
async function write(database: TestDatabase, from: number, to: number): Promise<void> {
  for (let n = from; n <= to; n++)
    await database.sql(
      `UPDATE streaming_update_table SET data = 'v${n}' WHERE id = ${(n % rows) + 1}`,
    );
}
const dataOf = (found: DeliveredChange[]) => found.map(({ change }) => change.row?.['data']);
/** Whether the last write to each row has come. */
const isComplete = (found: DeliveredChange[], to: number) => {
  const last = lastOfEach(found);
  return Array.from({ length: rows }, (_, i) => to - i).every(
    (n) => last.get(String((n % rows) + 1))?.row?.['data'] === `v${n}`,
  );
};

/** Nothing older after something newer, every row's last write there; of the log, every write. */
function expectAll(found: DeliveredChange[], { plan }: TestFeed, from: number, to: number): void {
  expectOrderly(found);
  expect(isComplete(found, to)).toBe(true);
  if (plan.method !== 'logical-replication') return;
  const data = new Set(dataOf(found));
  for (let n = from; n <= to; n++) expect(data, `v${n}`).toContain(`v${n}`);
}

describe.each(captureMethods)('a feed by %s', (method) => {
  it('that is killed amid a stream of updates goes on where it stopped', async () => {
    const database = await freshDatabase(infrastructure());
    await seed(database);
    const feed = await startFeed(infrastructure(), database, method);
    try {
      for (const [from, to] of [
        [1, 150],
        [151, 300],
      ] as const) {
        const writing = write(database, from, to);
        await feed.deliveredOnce((found) =>
          dataOf(found).some((data) => Number(String(data).slice(1)) >= from),
        );
        await feed.kill();
        await writing;
        await feed.start();
      }
      const found = await feed.deliveredOnce((all) => isComplete(all, 300));
      expectAll(found, feed, 1, 300);
    } finally {
      await feed.end();
      await database.drop();
    }
  });
});

describe('feeds by all three methods', () => {
  const withFeeds = async (
    work: (database: TestDatabase, feeds: TestFeed[]) => Promise<void>,
  ): Promise<void> => {
    const database = await freshDatabase(infrastructure());
    const feeds: TestFeed[] = [];
    try {
      await seed(database);
      for (const method of captureMethods)
        feeds.push(await startFeed(infrastructure(), database, method));
      await work(database, feeds);
    } finally {
      for (const feed of feeds) await feed.end();
      await database.drop();
    }
  };

  it('wait out a PostgreSQL that is killed', async () => {
    const { postgres } = infrastructure();
    await withFeeds(async (database, feeds) => {
      const pids = feeds.map((feed) => feed.process().pid);
      await write(database, 1, 60);
      await postgres?.kill();
      await Promise.all(
        feeds.map((feed) =>
          waitUntil('it to notice', () => feed.log().includes('"interrupted"'), {
            deadlineMs: 10_000,
          }),
        ),
      );
      await postgres?.start();
      await write(database, 61, 120);
      for (const feed of feeds)
        expectAll(await feed.deliveredOnce((all) => isComplete(all, 120)), feed, 1, 120);
      expect(feeds.map((feed) => feed.process().pid)).toEqual(pids);
      expect(feeds.every((feed) => feed.process().running())).toBe(true);
    });
  });

  it('wait out a Kafka that is killed, and can be stopped meanwhile', async () => {
    const { kafka } = infrastructure();
    await withFeeds(async (database, feeds) => {
      await write(database, 1, 60);
      await kafka?.kill();
      await write(database, 61, 120);
      // Once at a send that does not come through, once at the very start.
      const stop = async ({ process }: TestFeed) => {
        await process().stop(10_000);
        expect(await process().exited).toMatchObject({ code: 0 });
      };
      await Promise.all(feeds.map(stop));
      const [first] = feeds;
      const again = await first?.launch();
      await waitUntil('it to start', () => again?.logTail(1).includes('"starting"') ?? false, {
        deadlineMs: 10_000,
      });
      if (first) await stop(first);

      await kafka?.start();
      // Before anything else is written: what was on its way when they were stopped must not be taken for delivered.
      for (const feed of feeds) {
        await feed.start();
        await feed.deliveredOnce((all) => isComplete(all, 120));
      }
      await write(database, 121, 180);
      for (const feed of feeds)
        expectAll(await feed.deliveredOnce((all) => isComplete(all, 180)), feed, 1, 180);
    });
  });
});
