// A fresh database with the article's table for one method, and its removal.
import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { openDatabase, type Database } from '../../shared/db/database.ts';

/** A method's own database. */
export type SourceDatabase = {
  /** Holds a password, never to be logged. */
  url: string;
  sql: Database;
  drop(): Promise<void>;
};

/** Creates database `name` on the server, with the table and 5 000 rows. */
export async function createSourceDatabase(
  serverUrl: string,
  name: string,
): Promise<SourceDatabase> {
  await onServer(serverUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sql = openDatabase(url.href, { maxConnections: 2 });
  const drop = async () => {
    await sql.end();
    await onServer(serverUrl, `DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  };
  try {
    await sql.query(await readFile(new URL('./table.sql', import.meta.url), 'utf8'));
  } catch (error) {
    await drop().catch(() => undefined);
    throw error;
  }
  return { ...{ url: url.href, sql }, drop };
}

async function onServer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
