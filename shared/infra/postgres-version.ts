// Asks a PostgreSQL for its version: the only proof that it is ready for clients.
import pg from 'pg';

/** The server's version, as in "18.4". Rejects when it does not answer in time or refuses the login. */
export async function postgresVersion(url: string, timeoutMs = 5_000): Promise<string> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: timeoutMs,
    query_timeout: timeoutMs,
  });
  // A server that goes away while we ask would otherwise be an uncaught exception.
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ')[0] ?? 'unknown';
  } finally {
    await client.end();
  }
}

/** Host and port of a database address, never its user or password. */
export function databaseHost(url: string): string {
  if (!URL.canParse(url)) return 'the address in DATABASE_URL, which is not a URL';
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '5432'}`;
}
