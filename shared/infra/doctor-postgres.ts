// What the doctor asks about PostgreSQL: the embedded binaries, or the server that DATABASE_URL names.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Finding } from './doctor.ts';
import { EnvironmentError } from './environment-error.ts';
import {
  binariesOf,
  missingSymlinks,
  postgresPackage,
  restoreSymlinks,
} from './postgres-binaries.ts';
import { askServer, requireDatabaseUrl, whyTooFewRights } from './external-postgres.ts';
import { postgresTrouble } from './postgres-trouble.ts';
import { databaseHost } from './postgres-version.ts';

/** Whether the server of DATABASE_URL answers, or without it whether the embedded one can be run. */
export async function checkPostgres(env: NodeJS.ProcessEnv): Promise<Finding> {
  const external = env['DATABASE_URL'];
  return external ? await checkServer(external) : await checkBinaries();
}

async function checkServer(url: string): Promise<Finding> {
  const where = `PostgreSQL at ${databaseHost(url)} (DATABASE_URL)`;
  try {
    requireDatabaseUrl(url);
    const { version, rights } = await askServer(url);
    const missing = whyTooFewRights(url, rights);
    if (missing !== undefined) return { state: 'missing', text: missing };
    return {
      state: 'ok',
      text: `${where} answers, version ${version}${rights.tls ? ', TLS' : ''}`,
    };
  } catch (error) {
    const why = error instanceof EnvironmentError ? error.message : postgresTrouble(error, url);
    if (!why.startsWith('no PostgreSQL answers')) return { state: 'missing', text: why };
    return {
      state: 'missing',
      text: `${where} does not answer`,
      mend: 'start it, correct DATABASE_URL, or `unset DATABASE_URL` to use the embedded one',
    };
  }
}

async function checkBinaries(): Promise<Finding> {
  const root = postgresPackage();
  const links = missingSymlinks(root).length;
  try {
    restoreSymlinks(root);
    // Running it proves that its libraries are found, which no look at the files does.
    const { stdout } = await promisify(execFile)(binariesOf(root).postgres, ['--version']);
    const restored = links === 0 ? '' : `; ${links} missing library links were restored`;
    return { state: 'ok', text: `embedded ${stdout.trim()}${restored}` };
  } catch (error) {
    const why = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    return {
      state: 'missing',
      text: `the embedded PostgreSQL cannot be run: ${why}`,
      mend: '`npm rebuild` (its install scripts must be allowed), or set DATABASE_URL to an existing server',
    };
  }
}
