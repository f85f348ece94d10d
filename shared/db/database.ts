// Connections: one pool per role, transactions, and rows parsed at the border.
import pg from 'pg';

// count(*) and identity columns are int8; ours stay far below 2^53, so numbers are safe and simpler.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Anything that runs SQL: a pool (each statement its own transaction) or a client inside one. */
export type Sql = Pick<pg.ClientBase, 'query'>;

/** A pool of connections of one role. */
export type Database = pg.Pool;

/** Opens a pool. Idle connections that die (server restart) are replaced and never crash the process. */
export function openDatabase(
  url: string,
  options: { maxConnections: number; onError?: (error: Error) => void },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 0,
  });
  // Without a listener pg turns a broken idle connection into an uncaught exception.
  pool.on('error', (error) => options.onError?.(error));
  return pool;
}

/** Runs `work` in one transaction; rolls back and rethrows when it throws. */
export async function inTransaction<T>(db: Database, work: (sql: Sql) => Promise<T>): Promise<T> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((cause: unknown) => {
      broken = cause instanceof Error ? cause : new Error(String(cause));
    });
    throw error;
  } finally {
    // A connection that could not even roll back must not go back into the pool.
    client.release(broken);
  }
}
