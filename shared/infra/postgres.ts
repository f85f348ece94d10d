// A real PostgreSQL: embedded on loopback with a private data directory, or the server DATABASE_URL names.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EnvironmentError } from './environment-error.ts';
import { freePort } from './free-port.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { startProcess, type ManagedProcess } from './process.ts';
import type { Server, StartOptions } from './server.ts';
import { waitUntil } from './wait.ts';

/** A running PostgreSQL. */
export type PostgresServer = Server & {
  /** Connection string of a role that may create databases and roles; never to be logged. */
  url: string;
  version: string;
};

const readyDeadlineMs = 20_000;
const stopGraceMs = 5_000;
const portTries = 3;

/** Starts PostgreSQL and resolves when it answers `select 1`. Throws EnvironmentError when it cannot be had. */
export async function startPostgres(options: StartOptions): Promise<PostgresServer> {
  const external = process.env['DATABASE_URL'];
  if (external) return useServer(external);
  const binaries = findPostgresBinaries();
  for (let attempt = 1; ; attempt++) {
    try {
      return await startEmbedded(binaries, options, attempt);
    } catch (error) {
      options.signal?.throwIfAborted();
      const portTaken = error instanceof Error && /address already in use/i.test(error.message);
      if (!portTaken || attempt >= portTries) throw error;
    }
  }
}

async function useServer(url: string): Promise<PostgresServer> {
  let where = 'DATABASE_URL';
  try {
    const { hostname, port } = new URL(url);
    where = `${hostname}:${port || '5432'}`;
    return {
      url,
      version: await versionOf(url),
      external: true,
      pid: () => undefined,
      exited: new Promise(() => {}),
      kill: () => Promise.reject(new Error('an external PostgreSQL is not ours to kill')),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  } catch (cause) {
    // The driver's message may quote the user but never the password.
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new EnvironmentError(
      `no PostgreSQL answers at ${where} (${why}): check DATABASE_URL, or unset it to use the embedded one`,
      { cause },
    );
  }
}

async function startEmbedded(
  binaries: PostgresBinaries,
  { runDir, signal }: StartOptions,
  attempt: number,
): Promise<PostgresServer> {
  const dir = join(runDir, `postgres-${attempt}`);
  const dataDir = join(dir, 'data');
  mkdirSync(dir, { recursive: true, mode: 0o711 });
  const owner = process.getuid?.() === 0 ? unprivilegedUser() : undefined;
  if (owner) chownSync(dir, owner.uid, owner.gid);
  const password = randomBytes(18).toString('hex');
  const logFile = join(dir, 'postgres.log');
  const spawnAs = (name: string, command: string, args: string[]) =>
    startProcess({
      name,
      command,
      args,
      cwd: dir,
      logFile,
      detached: true,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      ...owner,
    });

  const passwordFile = join(dir, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const init = await spawnAs('initdb', binaries.initdb, [
    ...['-D', dataDir, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
    ...['-E', 'UTF8', '--locale=C', '--no-instructions'],
    // The directory is minutes old when it is thrown away; the server itself runs with fsync on.
    '--no-sync',
  ]);
  const onAbort = () => void init.kill();
  signal?.addEventListener('abort', onAbort, { once: true });
  const { code } = await init.exited;
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Error(`PostgreSQL could not be initialised: ${init.logTail(5)}`);

  const port = await freePort();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  let server: ManagedProcess | undefined;
  const start = async () => {
    const started = await spawnAs('PostgreSQL', binaries.postgres, [
      ...['-D', dataDir, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...['-c', 'max_connections=200', '-c', 'wal_level=logical'],
      // Autovacuum of a database that lives a minute only adds noise to the figures.
      ...['-c', 'autovacuum_naptime=60', '-c', 'shared_buffers=128MB', '-c', 'max_wal_size=2GB'],
    ]);
    server = started;
    try {
      await waitUntil(
        'PostgreSQL to answer',
        async () => {
          if (!started.running())
            throw new Error(`PostgreSQL ended while starting: ${started.logTail(8)}`);
          return versionOf(url).then(
            () => true,
            () => false,
          );
        },
        { deadlineMs: readyDeadlineMs, everyMs: 25, signal },
      );
    } catch (error) {
      await started.kill();
      throw error;
    }
  };
  await start();
  return {
    url,
    version: await versionOf(url),
    external: false,
    pid: () => (server?.running() ? server.pid : undefined),
    get exited() {
      return server?.exited ?? Promise.resolve({ code: null, signal: null });
    },
    kill: async () => void (await server?.kill()),
    start,
    // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
    stop: async () => void (await server?.stop(stopGraceMs, 'SIGINT')),
  };
}

/** PostgreSQL refuses to run as root: borrow an account that owns nothing. */
function unprivilegedUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function versionOf(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
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
