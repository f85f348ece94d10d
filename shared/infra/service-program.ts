// What the processes of a service run: its TypeScript compiled into one file, once per run.
// A process that compiles its own sources starts in 1.6 s instead of 0.4, of which nearly all is CPU, times four services.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const compiled = new Map<string, Promise<void>>();

/** How Node is called to run a service. */
export type ServiceProgram = { command: string; args: string[] };

/**
 * Compiles the service whose entry this is into `runDir`, the first time that it is asked to. Packages are not compiled:
 * they are found where they are installed. Rejects with esbuild's error, which names file and line.
 */
export async function serviceProgram(entry: URL, runDir: string): Promise<ServiceProgram> {
  const name = relative(repository, fileURLToPath(entry)).replaceAll(/[^\w]+/g, '-');
  const file = join(runDir, 'programs', `${name}.mjs`);
  if (!compiled.has(file)) compiled.set(file, compile(entry, file));
  await compiled.get(file);
  return { command: process.execPath, args: ['--enable-source-maps', file] };
}

async function compile(entry: URL, outfile: string): Promise<void> {
  const directory = join(outfile, '..');
  mkdirSync(directory, { recursive: true });
  linkPackages(directory);
  await build({
    entryPoints: [fileURLToPath(entry)],
    ...{ outfile, bundle: true, format: 'esm', platform: 'node', target: 'node20' },
    ...{ packages: 'external', sourcemap: true, logLevel: 'silent', absWorkingDir: repository },
    // A package of this workspace, and TypeScript too.
    alias: { 'chaos-monkey-lite': fileURLToPath(import.meta.resolve('chaos-monkey-lite')) },
  });
}

/** Lets what is compiled find its packages. */
function linkPackages(directory: string): void {
  try {
    symlinkSync(join(repository, 'node_modules'), join(directory, 'node_modules'), 'junction');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return;
    throw error;
  }
}
