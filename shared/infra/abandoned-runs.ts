// Finds what a killed harness left behind and removes it; never touches a run whose owner lives.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lives, signalGroup, type ProcessIdentity } from './process-identity.ts';
import { runsRoot } from './run-directory.ts';
import { waitUntil } from './wait.ts';

const identitySchema = z.object({ pid: z.number().int(), startedAt: z.string() });
const politeMs = 2_000;
const deathDeadlineMs = 5_000;
// Longer than any start takes between making the directory and naming its owner.
const ownerlessAfterMs = 600_000;

/** Paths of runs whose owner is gone. */
export function findAbandonedRuns(root = runsRoot()): string[] {
  return allRuns(root)
    .filter(({ runDir, owner }) => (owner === undefined ? isOld(runDir) : !lives(owner)))
    .map(({ runDir }) => runDir);
}

/** Runs whose owner lives. */
export function findLivingRuns(root = runsRoot()): { runDir: string; owner: ProcessIdentity }[] {
  return allRuns(root).flatMap(({ runDir, owner }) =>
    owner && lives(owner) ? [{ runDir, owner }] : [],
  );
}

function allRuns(root: string): { runDir: string; owner: ProcessIdentity | undefined }[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => name.startsWith('run-'))
    .map((name) => join(root, name))
    .map((runDir) => ({ runDir, owner: readIdentities(join(runDir, 'owner.json'))[0] }));
}

/** Ends the recorded processes of abandoned runs that are still the same, and removes their directories. */
export async function sweepAbandonedRuns(
  root = runsRoot(),
): Promise<{ processes: number; directories: number }> {
  let processes = 0;
  const runs = findAbandonedRuns(root);
  for (const runDir of runs) {
    const children = readIdentities(join(runDir, 'children.ndjson')).filter(lives);
    processes += children.length;
    await end(children, runDir);
    await rm(runDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  return { processes, directories: runs.length };
}

/** SIGINT lets PostgreSQL give back its shared memory; whoever does not heed it is killed. */
async function end(children: ProcessIdentity[], runDir: string): Promise<void> {
  const gone = () => !children.some(lives);
  const what = `abandoned processes of ${runDir} to end`;
  const signal = (name: NodeJS.Signals) => {
    for (const child of children) if (lives(child)) signalGroup(child.pid, name);
  };
  signal('SIGINT');
  signal('SIGCONT');
  try {
    await waitUntil(what, gone, { deadlineMs: politeMs });
  } catch {
    signal('SIGKILL');
    await waitUntil(what, gone, { deadlineMs: deathDeadlineMs });
  }
}

function isOld(path: string): boolean {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
  return Date.now() - made > ownerlessAfterMs;
}

function readIdentities(file: string): ProcessIdentity[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => {
        const parsed = identitySchema.safeParse(JSON.parse(line));
        return parsed.success ? [parsed.data] : [];
      });
  } catch {
    return [];
  }
}
