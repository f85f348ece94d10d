// Connections: one pool per role, transactions, and statements that the server plans only once.
import pg from 'pg';

// count(*) and identity columns are int8; ours stay far below 2^53, so numbers are safe and simpler.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Anything that runs SQL: a pool (each statement its own transaction) or a client inside one. */
export type Sql = {
  /** Rows are outside data: parse them. A statement with values is prepared and planned once per connection. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
};

/** A pool of connections of one role. */
export type Database = Sql & {
  /** A connection for oneself; give it back with `release`. */
  connect(): Promise<pg.PoolClient>;
  end(): Promise<void>;
};

const statementNames = new Map<string, string>();

/** Names the statement, so that its plan is kept: planning costs more than most of our statements do. */
function run(target: pg.Pool | pg.PoolClient, text: string, values?: unknown[]) {
  if (!values) return target.query<pg.QueryResultRow>(text);
  const name = statementNames.get(text) ?? `s${statementNames.size}`;
  statementNames.set(text, name);
  return target.query<pg.QueryResultRow>({ name, text, values });
}

/** SQL on one connection. */
export function onConnection(client: pg.PoolClient): Sql {
  return { query: (text, values) => run(client, text, values) };
}

/** Opens a pool. Idle connections that die (server restart) are replaced and never crash the process. */
export function openDatabase(
  url: string,
  options: { maxConnections: number; onError?: (error: Error) => void },
): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections,
    // What is asked without waiting goes out at once, in order: BEGIN and COMMIT need no way of their own.
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 0,
  });
  // Without a listener pg turns a broken idle connection into an uncaught exception.
  pool.on('error', (error) => options.onError?.(error));
  // The pool stops listening while a connection is in use; its statement fails then, which is enough.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    query: (text, values) => run(pool, text, values),
    connect: () => pool.connect(),
    end: () => pool.end(),
  };
}

/** SQL inside a transaction. */
export type Transaction = Sql & {
  /**
   * For a statement that is on its way and whose answer the work does not need: the commit follows it at once, and
   * the transaction fails if it does.
   */
  unwaited(statement: Promise<unknown>): void;
};

/** Runs `work` in one transaction; rolls back and rethrows when it throws. */
export async function inTransaction<T>(
  db: Database,
  work: (sql: Transaction) => Promise<T>,
): Promise<T> {
  const client = await db.connect();
  const unwaited: Promise<unknown>[] = [];
  const later = (statement: Promise<unknown>) => {
    // Heard when all is over. Should something else fail first, this one must not end the process.
    statement.catch(() => undefined);
    unwaited.push(statement);
  };
  let broken: Error | undefined;
  try {
    later(client.query('BEGIN'));
    const result = await work({ ...onConnection(client), unwaited: later });
    const committed = client.query('COMMIT');
    later(committed);
    await Promise.all(unwaited);
    // PostgreSQL answers the COMMIT of a failed transaction with a polite ROLLBACK.
    const { command } = await committed;
    if (command !== 'COMMIT') throw new Error(`not committed: the server answered ${command}`);
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
