// A fresh database with fresh roles for every contender run, and their removal afterwards.
import { randomBytes } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import pg from 'pg';
import { openDatabase, type Database } from './database.ts';
import { refusalOf } from './refusal.ts';
import { withDatabase, withRole } from './server-url.ts';

/** The roles that own one schema each. */
export const databaseRoles = ['gateway', 'ticket', 'billing', 'email', 'card_network'] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

/** A run's own database. */
export type RunDatabase = {
  /** Connection string of a role; holds a random password, never to be logged. */
  urlOf(role: DatabaseRole): string;
  /** Connection string of the server's own role, which may do everything; never to be logged. */
  adminUrl: string;
  /** Reads everything: for the checker alone. */
  checker: Database;
  /** Closes the checker's pool and drops the database and its roles. */
  drop(): Promise<void>;
};

/** What the flights of a run look like. */
export type FlightPlan = { count: number; seatsPerFlight: number };

/** The code of the n-th flight, from 0. */
export function flightCode(n: number): string {
  return `RB${String(1000 + n)}`;
}

/** Longest wait for a stream of the log to end. */
const replicationEndMs = 5_000;

const migrationsDir = new URL('./migrations/', import.meta.url);

/**
 * Creates database `name` on the server behind `serverUrl` (a role that may create databases and
 * roles), with the schema, the roles and the flights. Nothing else on that server is touched. Throws EnvironmentError
 * where there is a database or a role of that name already, and leaves it alone.
 */
export async function createRunDatabase(
  serverUrl: string,
  name: string,
  flights: FlightPlan,
  newPassword = () => randomBytes(18).toString('hex'),
): Promise<RunDatabase> {
  const passwords = new Map(databaseRoles.map((role) => [role, newPassword()]));
  const url = withDatabase(serverUrl, name);
  // Only what this call has made may ever be dropped.
  const made = { database: false, roles: false };
  let checker: Database | undefined;
  const drop = async () => {
    await checker?.end();
    await asServer(serverUrl, async (client) => {
      if (made.database) {
        await endReplication(client, name);
        await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
      }
      const roles = databaseRoles.map((role) => pg.escapeIdentifier(`${name}_${role}`));
      if (made.roles) await client.query(`DROP ROLE IF EXISTS ${roles.join(', ')}`);
    });
  };
  try {
    await asServer(serverUrl, async (client) => {
      await make(`the database ${name}`, () =>
        client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`),
      );
      made.database = true;
      await make(`a role whose name begins with ${name}_`, () =>
        // Sent together they are one transaction: one commit reaches the disk, not twenty-five.
        client.query(roleStatements(name, passwords).join('; ')),
      );
      made.roles = true;
    });
    checker = openDatabase(url, { maxConnections: 4 });
    await fill(checker, name, flights);
  } catch (error) {
    // The first failure is the one to tell.
    await drop().catch(() => undefined);
    throw error;
  }
  return {
    checker,
    adminUrl: url,
    urlOf: (role) => withRole(url, `${name}_${role}`, passwords.get(role) ?? ''),
    drop,
  };
}

async function make(what: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw refusalOf(error, what);
  }
}

function roleStatements(name: string, passwords: ReadonlyMap<DatabaseRole, string>): string[] {
  return [...passwords].flatMap(([role, password]) => {
    const id = pg.escapeIdentifier(`${name}_${role}`);
    return [
      `CREATE ROLE ${id} LOGIN PASSWORD ${pg.escapeLiteral(password)}`,
      // SET ROLE in the migrations needs membership when the server role is no superuser.
      `GRANT ${id} TO CURRENT_USER`,
      // Plans are made once, while the tables are empty: a scan chosen then would be kept as they grow.
      ...['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin'].map(
        (method) => `ALTER ROLE ${id} IN DATABASE ${pg.escapeIdentifier(name)} SET ${method} = off`,
      ),
    ];
  });
}

async function fill(checker: Database, name: string, flights: FlightPlan): Promise<void> {
  for (const file of (await readdir(migrationsDir)).filter((f) => f.endsWith('.sql')).toSorted()) {
    const sql = await readFile(new URL(file, migrationsDir), 'utf8');
    await checker.query(sql.replaceAll('{{prefix}}', name));
  }
  await checker.query(
    `INSERT INTO ticket.flights (flight, capacity)
     SELECT 'RB' || (1000 + n), $2 FROM generate_series(0, $1 - 1) n`,
    [flights.count, flights.seatsPerFlight],
  );
}

/** FORCE refuses while somebody streams the database's log through a slot; an unused slot it takes away. */
async function endReplication(client: pg.Client, name: string): Promise<void> {
  const { rowCount } = await client.query<pg.QueryResultRow>(
    'SELECT FROM pg_replication_slots WHERE database = $1',
    [name],
  );
  if (rowCount === 0) return;
  // A stream that is cut comes back at once, unless nobody is let in any more.
  await client.query(`ALTER DATABASE ${pg.escapeIdentifier(name)} ALLOW_CONNECTIONS false`);
  await client.query(
    'SELECT pg_terminate_backend(pid, $2) FROM pg_stat_activity WHERE datname = $1',
    [name, replicationEndMs],
  );
}

async function asServer(serverUrl: string, work: (client: pg.Client) => Promise<void>) {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
