// What the doctor asks about the machine itself.
import { existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { z } from 'zod';
import { sweepAbandonedRuns } from './abandoned-runs.ts';
import type { Finding } from './doctor.ts';
import { freePort } from './free-port.ts';
import { satisfies } from './node-range.ts';

const gigabyte = 2 ** 30;
const neededDisk = gigabyte;
const comfortableMemory = 1.5 * gigabyte;

/** Whether this Node is one that package.json allows. */
export async function checkNode(version = process.versions.node): Promise<Finding> {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(manifest));
  const text = `Node ${version} (allowed: ${engines.node})`;
  return satisfies(version, engines.node)
    ? { state: 'ok', text }
    : { state: 'missing', text, mend: '`nvm install` (it reads .nvmrc), or any allowed version' };
}

/** Whether loopback ports can be bound. */
export async function checkPorts(): Promise<Finding> {
  try {
    await freePort();
    return { state: 'ok', text: 'ports on 127.0.0.1 can be bound' };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { state: 'missing', text: `no port on 127.0.0.1 can be bound: ${why}` };
  }
}

/** Whether the temp directory has room for a run. */
export async function checkDisk(): Promise<Finding> {
  const { bavail, bsize } = await statfs(tmpdir());
  const text = `${gigabytes(bavail * bsize)} GB free in ${tmpdir()}`;
  return bavail * bsize >= neededDisk
    ? { state: 'ok', text }
    : { state: 'missing', text, mend: 'free 1 GB there, or point TMPDIR to a larger disk' };
}

/** How much memory is free; little of it slows a run, but does not forbid it. */
export async function checkMemory(free = freemem()): Promise<Finding> {
  const text = `${gigabytes(free)} GB of memory free`;
  return free >= comfortableMemory
    ? { state: 'ok', text }
    : {
        state: 'note',
        text,
        mend: 'close something: a run takes about 1.5 GB, with three Kafka nodes about 2 GB',
      };
}

/** Removes what killed runs left behind. */
export async function checkRuns(): Promise<Finding> {
  const { directories, processes } = await sweepAbandonedRuns();
  if (directories === 0) return { state: 'ok', text: 'nothing left behind by killed runs' };
  const text = `removed ${directories} abandoned run(s) and ended ${processes} process(es) of theirs`;
  return { state: 'ok', text };
}

/** Whether one of these commands is on the PATH; a run does without. */
export async function checkOptional(
  env: NodeJS.ProcessEnv,
  name: string,
  commands: readonly string[],
  use: string,
): Promise<Finding> {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const paths = folders.flatMap((folder) => commands.map((command) => join(folder, command)));
  const found = paths.find((path) => existsSync(path) || existsSync(`${path}.exe`));
  return found
    ? { state: 'ok', text: `${name} at ${found} (${use})` }
    : { state: 'note', text: `${name} not found; ${use}` };
}

function gigabytes(bytes: number): string {
  return (bytes / gigabyte).toFixed(1);
}
