// What happens to a feed whose table, or whose topic, is changed under it.
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import {
  captureMethods,
  type CaptureMethod,
  type DeliveredChange,
} from '../../shared/change-feed.ts';
import { createLedTopics } from '../../shared/infra/kafka-topics.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { asAdmin, createKafkaClient, impatient } from '../kafka-client.ts';
import { changeFeed } from './change-feed.ts';
import {
  articleTable,
  feedPlan,
  freshDatabase,
  prepareFeed,
  startFeed,
  type TestDatabase,
  type TestFeed,
} from './testing/feed-bench.ts';
import { expectOrderly } from './testing/orderly.ts';

const { ConfigResourceTypes } = kafkajs;
const infrastructure = useInfrastructure(['kafka', 'postgres']);
const dataOf = (found: DeliveredChange[]) => found.map(({ change }) => change.row?.['data']);
const has = (data: string) => (found: DeliveredChange[]) => dataOf(found).includes(data);
const insert = (data: string) => `INSERT INTO streaming_update_table (data) VALUES ('${data}');`;

/** A streaming feed that has delivered one row. */
async function streaming(
  method: CaptureMethod,
  work: (database: TestDatabase, feed: TestFeed) => Promise<void>,
): Promise<void> {
  const database = await freshDatabase(infrastructure());
  try {
    const feed = await startFeed(infrastructure(), database, method);
    try {
      await database.sql(insert('first'));
      await feed.deliveredOnce(has('first'));
      await work(database, feed);
    } finally {
      await feed.end();
    }
  } finally {
    await database.drop();
  }
}

/** Settings of a topic that takes no longer record. */
const takingAtMost = (bytes: number) => [
  { name: 'max.message.bytes', value: String(bytes) },
  { name: 'message.timestamp.type', value: 'LogAppendTime' },
];
const anew = `BEGIN; DROP TABLE streaming_update_table; ${articleTable} COMMIT;`;

describe.concurrent.each(captureMethods)('a table streamed by %s', (method) => {
  it('that is dropped ends the feed in one sentence, after all that was committed', async () => {
    await streaming(method, async (database, feed) => {
      if (method === 'logical-replication')
        await database.sql(
          `INSERT INTO streaming_update_table (data) SELECT 'r' || n FROM generate_series(1, 500) n`,
        );
      await database.sql('DROP TABLE streaming_update_table');
      const { code, error } = await feed.ended();
      expect(code).toBe(3);
      expect(error).toMatch(/streaming_update_table was dropped while it was streamed/);
      const expected = method === 'logical-replication' ? 501 : 1;
      expect(await feed.prepared.delivered()).toHaveLength(expected);
    });
  });

  it('that is dropped and made anew is never taken for the same', async () => {
    await streaming(method, async (database, feed) => {
      await database.sql(anew);
      // A table without the column that the feed goes by would be noticed by that alone.
      if (method === 'snapshot-polling') await changeFeed.install(feed.plan);
      await database.sql(insert('of another table'));
      const { code, error } = await feed.ended();
      expect(code).toBe(3);
      expect(error).toMatch(/streaming_update_table (was dropped|has lost a column)/);
      expect(dataOf(await feed.prepared.delivered())).toEqual(['first']);

      await feed.launch();
      const again = await feed.ended();
      expect(again.code).toBe(3);
      expect(again.error).toMatch(/dropped and made anew since .* choose another name/);
      expect(dataOf(await feed.prepared.delivered())).toEqual(['first']);
    });
  });

  it('that gets a column goes on with it', async () => {
    await streaming(method, async (database, feed) => {
      await database.sql(`
        ALTER TABLE streaming_update_table ADD COLUMN extra jsonb DEFAULT '{"n":1}';
        ${insert('second')}
        UPDATE streaming_update_table SET extra = '{"n":2}' WHERE id = 1;`);
      const found = await feed.deliveredOnce(({ length }) => length >= 3);
      expect(found.map(({ change }) => [change.row?.['data'], change.row?.['extra']])).toEqual(
        expect.arrayContaining([
          ['first', undefined],
          ['second', { n: 1 }],
          ['first', { n: 2 }],
        ]),
      );
      expect(feed.process().running()).toBe(true);
    });
  });

  it('with a row too large for the topic waits before it, and goes on once it fits', async () => {
    const database = await freshDatabase(infrastructure());
    const plan = feedPlan(infrastructure(), database, method);
    const kafka = createKafkaClient({
      ...{ brokers: plan.kafkaBrokers, clientId: 'test', ...impatient },
    });
    const configEntries = takingAtMost(4_000);
    await asAdmin(kafka, (admin) =>
      createLedTopics(admin, [{ topic: plan.topic, numPartitions: 4, configEntries }]),
    );
    const { name } = plan;
    const feed = await prepareFeed(infrastructure(), database, method, { name });
    try {
      await feed.start();
      await database.sql(insert('before'));
      await feed.deliveredOnce(has('before'));
      await database.sql(`
        ALTER TABLE streaming_update_table ADD COLUMN big text;
        INSERT INTO streaming_update_table (data) VALUES ('just before');
        INSERT INTO streaming_update_table (data, big) VALUES ('too large', repeat('x', 9000));
        INSERT INTO streaming_update_table (data) VALUES ('just after');`);
      const { code, error } = await feed.ended();
      expect(code).toBe(3);
      expect(error).toMatch(/^row 3 of public\.streaming_update_table .* max\.message\.bytes/);
      const before = await feed.prepared.delivered();
      expect(has('before')(before) && has('just before')(before)).toBe(true);
      expect(has('too large')(before)).toBe(false);

      await asAdmin(kafka, (admin) =>
        admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: ConfigResourceTypes.TOPIC,
              name: plan.topic,
              configEntries: takingAtMost(1_000_000),
            },
          ],
        }),
      );
      await feed.start();
      const found = await feed.deliveredOnce(
        (all) => has('just after')(all) && has('too large')(all),
      );
      expectOrderly(found);
      expect(new Set(dataOf(found))).toEqual(
        new Set(['before', 'just before', 'too large', 'just after']),
      );
    } finally {
      await feed.end();
      await database.drop();
    }
  });
});

describe('a key column', () => {
  it.each(['snapshot-polling', 'logical-replication'] as const)(
    'that gets another name ends the feed by %s, and no record goes by a wrong key',
    async (method) => {
      await streaming(method, async (database, feed) => {
        await database.sql(
          `ALTER TABLE streaming_update_table RENAME COLUMN id TO number; ${insert('second')}`,
        );
        const { code, error } = await feed.ended();
        expect(code).toBe(3);
        expect(error).toMatch(/has lost (a column the feed goes by|its key column id)/);
        expect(dataOf(await feed.prepared.delivered())).toEqual(['first']);
      });
    },
  );
});
