// One private directory per harness run, with a record of who owns it and whom it started.
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { tellGuard } from './guard.ts';
import { startTimeOf } from './process-identity.ts';

const ownRuns = new Set<string>();

/** The directory that holds every run of this user on this machine. */
export function runsRoot(): string {
  return join(tmpdir(), `rest-vs-broker-${process.getuid?.() ?? 'user'}`);
}

/** Makes a new run directory and records this process as its owner. Throws when the temp directory cannot be written. */
export function createRunDirectory(): string {
  // Root starts Postgres as another user, who must be able to walk through, but not to list.
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  mkdirSync(runsRoot(), { recursive: true });
  chmodSync(runsRoot(), mode);
  const runDir = join(runsRoot(), `run-${randomBytes(6).toString('hex')}`);
  mkdirSync(runDir);
  chmodSync(runDir, mode);
  const owner = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? 'unknown' };
  writeFileSync(join(runDir, 'owner.json'), JSON.stringify(owner), { mode: 0o600 });
  ownRuns.add(runDir);
  tellGuard('directory', runDir);
  return runDir;
}

/** Notes a started child in the run directory that holds `path`, if this process owns one; a later sweep reads it. */
export function recordChild(path: string, pid: number): void {
  for (const runDir of ownRuns) {
    if (!path.startsWith(runDir + sep)) continue;
    const child = { pid, startedAt: startTimeOf(pid) ?? 'unknown' };
    appendFileSync(join(runDir, 'children.ndjson'), JSON.stringify(child) + '\n', { mode: 0o600 });
  }
}

/** Removes a run directory of this process with all that is in it; not an error if it is gone already. */
export async function removeRunDirectory(runDir: string): Promise<void> {
  ownRuns.delete(runDir);
  await rm(runDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  tellGuard('removed', runDir);
}
