// Proves that a killed harness leaves nothing behind, by really killing one; and that a living one is not touched.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { findAbandonedRuns, sweepAbandonedRuns } from './abandoned-runs.ts';
import { startTimeOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const ownerScript = fileURLToPath(new URL('abandoned-owner.ts', import.meta.url));
const lineSchema = z.object({ runDir: z.string(), child: z.number(), guard: z.number() });
const soon = { deadlineMs: 10_000 };
let temporary: string;
let owner: ChildProcess | undefined;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'sweep-test-'));
});
afterEach(async () => {
  await killOwner();
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});

async function startOwner(): Promise<z.infer<typeof lineSchema>> {
  const started = spawn(process.execPath, ['--import', 'tsx', ownerScript], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  owner = started;
  const [line] = await once(started.stdout, 'data');
  return lineSchema.parse(JSON.parse(String(line)));
}

async function killOwner(): Promise<void> {
  if (owner === undefined || owner.exitCode !== null || owner.signalCode !== null) return;
  const ended = once(owner, 'exit');
  owner.kill('SIGKILL');
  await ended;
}

test('when a harness is killed, its guard ends the children and removes the directory', async () => {
  const { runDir, child } = await startOwner();
  await killOwner();
  await waitUntil('the child to be gone', () => startTimeOf(child) === undefined, soon);
  await waitUntil('the directory to be gone', () => !existsSync(runDir), soon);
});

test('when the guard was killed too, the next sweep does the same', async () => {
  const { runDir, child, guard } = await startOwner();
  process.kill(guard, 'SIGKILL');
  await waitUntil('the guard to be gone', () => startTimeOf(guard) === undefined, soon);
  await killOwner();
  expect(startTimeOf(child)).toBeDefined();
  expect(await sweepAbandonedRuns(dirname(runDir))).toEqual({ processes: 1, directories: 1 });
  expect(startTimeOf(child)).toBeUndefined();
  expect(existsSync(runDir)).toBe(false);
});

test('a run whose owner lives is left alone', async () => {
  const { runDir, child } = await startOwner();
  expect(await sweepAbandonedRuns(dirname(runDir))).toEqual({ processes: 0, directories: 0 });
  expect(startTimeOf(child)).toBeDefined();
  expect(existsSync(runDir)).toBe(true);
});

function makeRun(owned: object | undefined, children: object[] = []): string {
  const runDir = join(temporary, 'run-made');
  mkdirSync(runDir);
  if (owned) writeFileSync(join(runDir, 'owner.json'), JSON.stringify(owned));
  const lines = children.map((child) => `${JSON.stringify(child)}\n`);
  writeFileSync(join(runDir, 'children.ndjson'), lines.join(''));
  return runDir;
}

test('a process that only reuses the pid of a child is not hurt', async () => {
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  try {
    makeRun({ pid: 1, startedAt: 'long ago' }, [{ pid: bystander.pid, startedAt: 'long ago' }]);
    expect(await sweepAbandonedRuns(temporary)).toEqual({ processes: 0, directories: 1 });
    expect(bystander.signalCode).toBeNull();
    expect(startTimeOf(bystander.pid ?? 0)).toBeDefined();
  } finally {
    bystander.kill('SIGKILL');
  }
});

test('a directory without an owner is removed only when it is old', async () => {
  const runDir = makeRun(undefined);
  expect(findAbandonedRuns(temporary)).toEqual([]);
  const hourAgo = Date.now() / 1_000 - 3_600;
  utimesSync(runDir, hourAgo, hourAgo);
  expect(findAbandonedRuns(temporary)).toEqual([runDir]);
});

test('without any run there is nothing to do', async () => {
  const none = join(temporary, 'none');
  expect(await sweepAbandonedRuns(none)).toEqual({ processes: 0, directories: 0 });
});
