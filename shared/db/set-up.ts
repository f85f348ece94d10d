// Sets up a lasting database for `docker compose` and Kubernetes: schema, roles and flights; does nothing if it is there.
import pg from 'pg';
import { createRunDatabase } from './run-database.ts';

const serverUrl = process.env['DATABASE_URL'];
const name = process.argv[2];
if (!serverUrl || !name || !/^[a-z][a-z0-9_]{0,30}$/.test(name)) {
  process.stderr.write('Usage: DATABASE_URL=… node --import tsx shared/db/set-up.ts <database>\n');
  process.exit(2);
}
const client = new pg.Client({ connectionString: serverUrl, connectionTimeoutMillis: 5_000 });
await client.connect();
const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
await client.end();
if (rowCount === 0) {
  const database = await createRunDatabase(
    serverUrl,
    name,
    { count: 20, seatsPerFlight: 100_000 },
    // Services that others start cannot be told a random password.
    () => process.env['ROLE_PASSWORD'] ?? 'compose',
  );
  await database.checker.end();
}
process.stdout.write(`database ${name} is ready\n`);
