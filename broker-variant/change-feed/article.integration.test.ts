// The article's SQL against every capture method: what it changes is seen in the topic, and what only the log can see.
import { describe, expect, it } from 'vitest';
import { captureMethods, type DeliveredChange } from '../../shared/change-feed.ts';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { freshDatabase, startFeed } from './testing/feed-bench.ts';

const infrastructure = useInfrastructure(['kafka', 'postgres']);

const rowsOf = (delivered: DeliveredChange[]) => delivered.map(({ change }) => change.row);
const kindsOf = (delivered: DeliveredChange[]) => delivered.map(({ change }) => change.kind);

describe.each(captureMethods)('the article, streamed by %s', (method) => {
  it('shows the insert, the update and the soft delete, each as it was committed', async () => {
    const database = await freshDatabase(infrastructure());
    const feed = await startFeed(infrastructure(), database, method);
    try {
      await database.sql(`INSERT INTO streaming_update_table (data) values ('testing');`);
      await feed.deliveredOnce((found) => found.length === 1);
      await database.sql(`UPDATE streaming_update_table
        SET data = 'some new data'
        WHERE id = 1;`);
      await feed.deliveredOnce((found) => found.length === 2);
      await database.sql(`UPDATE streaming_update_table SET is_soft_deleted = true WHERE id = 1`);
      const found = await feed.deliveredOnce(({ length }) => length === 3);

      expect(rowsOf(found)).toMatchObject([
        { id: 1, data: 'testing', is_soft_deleted: false },
        { id: 1, data: 'some new data', is_soft_deleted: false },
        { id: 1, data: 'some new data', is_soft_deleted: true },
      ]);
      expect(kindsOf(found)).toEqual(
        method === 'logical-replication'
          ? ['insert', 'update', 'update']
          : ['upsert', 'upsert', 'upsert'],
      );
      const positions = found.map(({ change }) => change.position);
      expect(positions).toEqual(positions.toSorted());
      expect(new Set(positions).size).toBe(3);
      const [stored] = await database.sql(
        'SELECT to_jsonb(t) AS row FROM streaming_update_table t',
      );
      expect(stored).toMatchObject({ row: found[2]?.change.row });
    } finally {
      await feed.end();
      await database.drop();
    }
  });

  it('shows rows that were there before it was first started', async () => {
    const database = await freshDatabase(infrastructure());
    await database.sql(
      `INSERT INTO streaming_update_table (data) SELECT 'row ' || n FROM generate_series(1, 2500) n`,
    );
    const feed = await startFeed(infrastructure(), database, method);
    try {
      const found = await feed.deliveredOnce(({ length }) => length >= 2500);
      expect(new Set(found.map(({ change }) => change.key)).size).toBe(2500);
      expect(found).toHaveLength(2500);
    } finally {
      await feed.end();
      await database.drop();
    }
  });

  it(`${method === 'logical-replication' ? 'shows' : 'does not show'} a hard delete`, async () => {
    const database = await freshDatabase(infrastructure());
    const feed = await startFeed(infrastructure(), database, method);
    try {
      await database.sql(`INSERT INTO streaming_update_table (data) VALUES ('a'), ('b')`);
      await feed.deliveredOnce(({ length }) => length === 2);
      await database.sql(`DELETE FROM streaming_update_table WHERE id = 1`);
      await database.sql(`UPDATE streaming_update_table SET data = 'last' WHERE id = 2`);
      const found = await feed.deliveredOnce((all) =>
        all.some(({ change }) => change.row?.['data'] === 'last'),
      );
      const deletes = found.filter(({ change }) => change.kind === 'delete');
      expect(deletes.map(({ change }) => [change.key, change.row])).toEqual(
        method === 'logical-replication' ? [['1', null]] : [],
      );
    } finally {
      await feed.end();
      await database.drop();
    }
  });
});
