// A real PostgreSQL: embedded on loopback with a private data directory, or the server DATABASE_URL names.
import { randomBytes } from 'node:crypto';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useServer } from './external-postgres.ts';
import { freePort } from './free-port.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { placePostgres } from './postgres-place.ts';
import { unprivilegedAccount, type Account } from './postgres-user.ts';
import { postgresVersion } from './postgres-version.ts';
import { startProcess, type ManagedProcess } from './process.ts';
import type { Server, StartOptions } from './server.ts';
import { waitUntil } from './wait.ts';

/** A running PostgreSQL. */
export type PostgresServer = Server & {
  /** Connection string of a role that may create databases and roles; never to be logged. */
  url: string;
  version: string;
  /** Whether our connections to it are encrypted. */
  tls: boolean;
};

const readyDeadlineMs = 60_000;
const stopGraceMs = 5_000;
const backendsGoneDeadlineMs = 10_000;
const portTries = 3;

/** Starts PostgreSQL and resolves when it answers `select 1`. Throws EnvironmentError when it cannot be had. */
export async function startPostgres(options: StartOptions): Promise<PostgresServer> {
  const external = process.env['DATABASE_URL'];
  if (external) return useServer(external, options.runDir);
  const account = unprivilegedAccount();
  const binaries = placePostgres(options.runDir, account);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startEmbedded(binaries, account, options, attempt);
    } catch (error) {
      options.signal?.throwIfAborted();
      const portTaken = error instanceof Error && /address already in use/i.test(error.message);
      if (!portTaken || attempt >= portTries) throw error;
    }
  }
}

async function startEmbedded(
  binaries: PostgresBinaries,
  owner: Account | undefined,
  { runDir, postgresSettings = {}, signal }: StartOptions,
  attempt: number,
): Promise<PostgresServer> {
  const dir = join(runDir, `postgres-${attempt}`);
  const dataDir = join(dir, 'data');
  mkdirSync(dir, { recursive: true, mode: 0o711 });
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
      // PostgreSQL's fast shutdown: it does not wait for clients to leave.
      stopSignal: 'SIGINT',
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
  const onAbort = () => void init.stop(stopGraceMs);
  signal?.addEventListener('abort', onAbort, { once: true });
  const { code } = await init.exited;
  signal?.removeEventListener('abort', onAbort);
  signal?.throwIfAborted();
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Error(`PostgreSQL could not be initialised: ${init.logTail(5)}`);

  const port = await freePort();
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  let server: ManagedProcess | undefined;
  const launch = async () => {
    const started = await spawnAs('PostgreSQL', binaries.postgres, [
      ...['-D', dataDir, '-p', String(port), '-h', '127.0.0.1', '-k', ''],
      ...['-c', 'max_connections=200', '-c', 'wal_level=logical'],
      // In the data directory, so that a killed server leaves nothing in /dev/shm.
      ...(process.platform === 'win32' ? [] : ['-c', 'dynamic_shared_memory_type=mmap']),
      // Autovacuum of a database that lives a minute only adds noise to the figures.
      ...['-c', 'autovacuum_naptime=60', '-c', 'shared_buffers=128MB', '-c', 'max_wal_size=2GB'],
      ...Object.entries(postgresSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    server = started;
    try {
      await waitUntil(
        'PostgreSQL to answer',
        async () => {
          if (!started.running())
            throw new Error(`PostgreSQL ended while starting: ${started.logTail(8)}`);
          return postgresVersion(url, 2_000).then(
            () => true,
            () => false,
          );
        },
        { deadlineMs: readyDeadlineMs, everyMs: 25, signal },
      );
    } catch (error) {
      // SIGKILL would leave its shared memory behind.
      await started.stop(stopGraceMs);
      throw error;
    }
  };
  await launch();
  return {
    url,
    version: await postgresVersion(url),
    tls: false,
    external: false,
    pid: () => (server?.running() ? server.pid : undefined),
    get exited() {
      return server?.exited ?? Promise.resolve({ code: null, signal: null });
    },
    kill: async () => {
      await server?.kill();
    },
    start: async () => {
      if (!server?.running()) await onceBackendsLeft(launch);
    },
    stop: async () => {
      await server?.stop(stopGraceMs);
    },
  };
}

/** The backends of a killed server notice its death a moment later, and until then it cannot come back. */
async function onceBackendsLeft(launch: () => Promise<void>): Promise<void> {
  const giveUpAtMs = performance.now() + backendsGoneDeadlineMs;
  for (;;) {
    try {
      return await launch();
    } catch (error) {
      const occupied = error instanceof Error && /pre-existing shared memory/.test(error.message);
      if (!occupied || performance.now() > giveUpAtMs) throw error;
    }
  }
}
