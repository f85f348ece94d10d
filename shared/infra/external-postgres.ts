// The server that DATABASE_URL names: everything that would stop a run later is found out before it begins.
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { EnvironmentError } from './environment-error.ts';
import { readFaultHook, type FaultHook } from './fault-hook.ts';
import { foreignServer } from './foreign-server.ts';
import { postgresTrouble } from './postgres-trouble.ts';
import { databaseHost, postgresVersion } from './postgres-version.ts';
import type { PostgresServer } from './postgres.ts';

const rightsRow = z.tuple([
  z.object({ databases: z.boolean(), roles: z.boolean(), tls: z.boolean() }),
]);

/** Throws EnvironmentError unless the text is an address that services of ours can be given a variation of. */
export function requireDatabaseUrl(url: string): void {
  const isOne = URL.canParse(url) && /^postgres(ql)?:$/.test(new URL(url).protocol);
  if (isOne && new URL(url).hostname !== '') return;
  throw new EnvironmentError(
    'DATABASE_URL: must look like postgres://user:password@host:port/database, with percent-encoding for special characters',
  );
}

/**
 * Uses somebody else's server; a hook of ours stands in for the user's. Throws EnvironmentError when a run on it could
 * not work.
 */
export async function useServer(
  url: string,
  runDir: string,
  ownHook?: FaultHook,
): Promise<PostgresServer> {
  requireDatabaseUrl(url);
  const hook =
    ownHook ??
    readFaultHook('POSTGRES_FAULT_HOOK', process.env, {
      logFile: join(runDir, 'postgres-fault-hook.log'),
      isBack: () =>
        postgresVersion(url, 2_000).then(
          () => true,
          () => false,
        ),
    });
  const { version, rights } = await askServer(url).catch((cause: unknown) => {
    throw new EnvironmentError(postgresTrouble(cause, url), { cause });
  });
  const missing = whyTooFewRights(url, rights);
  if (missing !== undefined) throw new EnvironmentError(missing);
  return {
    url,
    version,
    tls: rights.tls,
    ...foreignServer('PostgreSQL', hook),
  };
}

/** What the role may do there, and whether the connection is encrypted. */
export type ServerRights = z.infer<typeof rightsRow>[0];

/** A sentence when the role of this address cannot make what a run needs. */
export function whyTooFewRights(url: string, { databases, roles }: ServerRights) {
  const missing = [...(databases ? [] : ['CREATEDB']), ...(roles ? [] : ['CREATEROLE'])];
  return missing.length === 0
    ? undefined
    : `the role in DATABASE_URL may not create databases and roles on PostgreSQL at ${databaseHost(url)}: ALTER ROLE … ${missing.join(' ')}, or name another role`;
}

/** Asks the server for its version and the role's rights. Rejects with the driver's error. */
export async function askServer(url: string): Promise<{ version: string; rights: ServerRights }> {
  const version = await postgresVersion(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<pg.QueryResultRow>(
      `SELECT rolsuper OR rolcreatedb AS databases, rolsuper OR rolcreaterole AS roles,
              coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls
       FROM pg_roles WHERE rolname = current_user`,
    );
    return { version, rights: rightsRow.parse(rows)[0] };
  } finally {
    await client.end();
  }
}
