// Transactions on a real PostgreSQL: all or nothing, also for statements that nobody waited for.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { inTransaction, openDatabase, type Database } from './database.ts';

const infrastructure = useInfrastructure(['postgres']);
let db: Database;

beforeEach(async () => {
  // One connection: whatever a test leaves behind on it, the next statement would see.
  db = openDatabase(infrastructure().postgres?.url ?? '', { maxConnections: 1 });
  await db.query('DROP TABLE IF EXISTS kept; CREATE TABLE kept (n int PRIMARY KEY)');
});
afterEach(() => db.end());

const kept = async () => (await db.query('SELECT n FROM kept ORDER BY n')).rows;
const insert = 'INSERT INTO kept (n) VALUES ($1)';

describe('a transaction', () => {
  it('keeps what was awaited and what was not, in the order it was said', async () => {
    const result = await inTransaction(db, async (sql) => {
      await sql.query(insert, [1]);
      await sql.write(insert, [2]);
      await sql.write('UPDATE kept SET n = n + 10');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await kept()).toEqual([{ n: 11 }, { n: 12 }]);
  });

  it('keeps nothing when the work throws', async () => {
    const failing = inTransaction(db, async (sql) => {
      await sql.write(insert, [1]);
      await sql.query(insert, [2]);
      throw new Error('changed its mind');
    });
    await expect(failing).rejects.toThrow('changed its mind');
    expect(await kept()).toEqual([]);
  });

  it('fails with the reason, and keeps nothing, when a statement fails that nobody waited for', async () => {
    const failing = inTransaction(db, async (sql) => {
      await sql.query(insert, [1]);
      await sql.write(insert, [1]);
      await sql.write(insert, [2]);
    });
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect(await kept()).toEqual([]);
  });

  it('fails with that reason also when a later statement was waited for', async () => {
    const failing = inTransaction(db, async (sql) => {
      await sql.query(insert, [1]);
      await sql.write(insert, [1]);
      await sql.query(insert, [2]);
    });
    await expect(failing).rejects.toThrow(/duplicate key/);
    expect(await kept()).toEqual([]);
  });

  it('is not taken for committed when the server has rolled it back', async () => {
    const failing = inTransaction(db, async (sql) => {
      await sql.query(insert, [1]);
      // A statement whose failure somebody swallows.
      await sql.query(insert, [1]).catch(() => undefined);
    });
    await expect(failing).rejects.toThrow(/ROLLBACK/);
    expect(await kept()).toEqual([]);
  });

  it('fails when its connection ends, and the next one has another', async () => {
    const failing = inTransaction(db, async (sql) => {
      await sql.query(insert, [1]);
      await sql.write('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(failing).rejects.toThrow();
    expect(await kept()).toEqual([]);
  });
});

describe('a statement of its own', () => {
  it('is stored once its write is over, and fails by itself', async () => {
    await db.write(insert, [1]);
    expect(await kept()).toEqual([{ n: 1 }]);
    await expect(db.write(insert, [1])).rejects.toThrow(/duplicate key/);
  });
});
