// Finds what a killed harness left behind and removes it; never touches a run whose owner lives.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lives, signalGroup, type ProcessIdentity } from './process-identity.ts';
import { runsRoot } from './run-directory.ts';
import { waitUntil } from './wait.ts';

const identitySchema = z.object({ pid: z.number().int(), startedAt: z.string() });
const deathDeadlineMs = 5_000;

/** Paths of runs whose owner is gone. */
export function findAbandonedRuns(root = runsRoot()): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((name) => name.startsWith('run-'))
    .map((name) => join(root, name))
    .filter((runDir) => {
      const owner = readIdentities(join(runDir, 'owner.json'))[0];
      return owner !== undefined && !lives(owner);
    });
}

/** Kills the recorded processes of abandoned runs that are still the same, and removes their directories. */
export async function sweepAbandonedRuns(
  root = runsRoot(),
): Promise<{ processes: number; directories: number }> {
  let processes = 0;
  const runs = findAbandonedRuns(root);
  for (const runDir of runs) {
    const children = readIdentities(join(runDir, 'children.ndjson')).filter(lives);
    for (const child of children) if (signalGroup(child.pid, 'SIGKILL')) processes++;
    await waitUntil(`abandoned processes of ${runDir} to end`, () => !children.some(lives), {
      deadlineMs: deathDeadlineMs,
    });
    await rm(runDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
  return { processes, directories: runs.length };
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
