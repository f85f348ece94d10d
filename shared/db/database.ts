// Connections: one pool per role, transactions, and statements that the server plans only once.
import pg from 'pg';
import { holdTurn } from './hold-turn.ts';

// count(*) and identity columns are int8; ours stay far below 2^53, so numbers are safe and simpler.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** Anything that runs SQL: a pool (each statement its own transaction) or a client inside one. */
export type Sql = {
  /** Rows are outside data: parse them. A statement with values is prepared and planned once per connection. */
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[]; rowCount: number | null }>;
};

/** SQL that can also write without waiting for an answer. */
export type SqlWriter = Sql & {
  /**
   * Runs a statement whose answer is not needed. By itself it resolves when what it wrote is stored. In a transaction it
   * resolves at once and saves a round trip: what follows goes out behind it, and the transaction fails if it does.
   */
  write(text: string, values?: unknown[]): Promise<void>;
};

/** A pool of connections of one role. */
export type Database = SqlWriter & {
  /** A connection for oneself; give it back with `release`. */
  connect(): Promise<pg.PoolClient>;
  end(): Promise<void>;
};

/** in_failed_sql_transaction, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const abortedTransaction = '25P02';
const statementNames = new Map<string, string>();

/** Names the statement, so that its plan is kept: planning costs more than most of our statements do. */
function run(target: pg.Pool | pg.PoolClient, text: string, values?: unknown[]) {
  if ('connection' in target) holdTurn(target.connection.stream);
  if (!values) return target.query<pg.QueryResultRow>(text);
  const name = statementNames.get(text) ?? `s${statementNames.size}`;
  statementNames.set(text, name);
  return target.query<pg.QueryResultRow>({ name, text, values });
}

/** SQL on one connection, or on whichever of a pool is free. */
export function onConnection(target: pg.Pool | pg.PoolClient): SqlWriter {
  return {
    query: (text, values) => run(target, text, values),
    write: async (text, values) => {
      await run(target, text, values);
    },
  };
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
    ...onConnection(pool),
    connect: () => pool.connect(),
    end: () => pool.end(),
  };
}

/** Runs `work` in one transaction; rolls back and rethrows when it throws. */
export async function inTransaction<T>(
  db: Database,
  work: (sql: SqlWriter) => Promise<T>,
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
    later(run(client, 'BEGIN'));
    const result = await work({
      ...onConnection(client),
      write: (text, values) => {
        later(run(client, text, values));
        return Promise.resolve();
      },
    });
    const committed = run(client, 'COMMIT');
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
    throw await causeOf(error, unwaited);
  } finally {
    // A connection that could not even roll back must not go back into the pool.
    client.release(broken);
  }
}

/** A statement behind one that failed only hears that the transaction is aborted; the reason is the other's. */
async function causeOf(thrown: unknown, unwaited: Promise<unknown>[]): Promise<unknown> {
  if (!(thrown instanceof pg.DatabaseError) || thrown.code !== abortedTransaction) return thrown;
  const ended = await Promise.allSettled(unwaited);
  const failed = ended.find(({ status }) => status === 'rejected');
  return failed?.status === 'rejected' ? failed.reason : thrown;
}
