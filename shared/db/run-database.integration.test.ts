// A run's database goes for good, even while somebody streams its log and will not let go.
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, it } from 'vitest';
import { useInfrastructure } from '../../scenarios/engine/testing/test-bench.ts';
import { waitUntil } from '../infra/wait.ts';
import { createRunDatabase } from './run-database.ts';

const infrastructure = useInfrastructure(['postgres']);

it('a database whose log is streamed by somebody who comes back at once is dropped', async () => {
  const serverUrl = infrastructure().postgres?.url ?? '';
  const name = `t${randomBytes(5).toString('hex')}`;
  const database = await createRunDatabase(serverUrl, name, { count: 1, seatsPerFlight: 1 });
  const slot = `${name}_slot`;
  await database.checker.query('CREATE PUBLICATION everything FOR ALL TABLES');
  await database.checker.query(`SELECT pg_create_logical_replication_slot('${slot}', 'pgoutput')`);
  await database.checker.query(`SELECT pg_create_logical_replication_slot('${slot}2', 'pgoutput')`);

  const stopping = new AbortController();
  let lost = 0;
  const streaming = (async () => {
    while (!stopping.signal.aborted) {
      const client = new pg.Client({
        connectionString: database.adminUrl,
        // Not in the types: asks for a session that understands replication commands.
        ...{ replication: 'database' },
      });
      client.on('error', () => undefined);
      await client
        .connect()
        .then(() =>
          client.query(
            `START_REPLICATION SLOT "${slot}" LOGICAL 0/0 (proto_version '1', publication_names 'everything')`,
          ),
        )
        .catch(() => (lost += 1));
      client.end().catch(() => undefined);
    }
  })();
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    const isStreaming = async () => {
      const { rowCount } = await server.query<pg.QueryResultRow>(
        'SELECT FROM pg_replication_slots WHERE slot_name = $1 AND active',
        [slot],
      );
      return rowCount === 1;
    };
    await waitUntil('the stream', isStreaming, { deadlineMs: 10_000, everyMs: 10 });
    await expect(server.query(`DROP DATABASE ${name} WITH (FORCE)`)).rejects.toThrow(
      /active logical replication slot/,
    );
    await database.drop();
    await waitUntil('the stream to hear of it', () => lost > 0, { deadlineMs: 20_000 });
    const { rowCount } = await server.query<pg.QueryResultRow>(
      `SELECT FROM pg_database WHERE datname = $1
       UNION ALL SELECT FROM pg_replication_slots WHERE database = $1
       UNION ALL SELECT FROM pg_roles WHERE rolname LIKE $1 || '%'`,
      [name],
    );
    expect(rowCount).toBe(0);
  } finally {
    stopping.abort();
    await server.end();
    await streaming;
  }
});
