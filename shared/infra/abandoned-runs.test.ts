// Proves that a killed harness leaves nothing behind, by really killing one; and that a living one is not touched.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAbandonedRuns, sweepAbandonedRuns } from './abandoned-runs.ts';
import { startOwner, type OwnerToKill } from './owner-to-kill.ts';
import { startTimeOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const soon = { deadlineMs: 10_000 };
let temporary: string;
let owner: OwnerToKill | undefined;

beforeEach(() => {
  temporary = mkdtempSync(join(tmpdir(), 'sweep-test-'));
});
afterEach(async () => {
  await owner?.kill();
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
});

const living = (pids: number[]): number[] => pids.filter((pid) => startTimeOf(pid) !== undefined);

test('when a harness is killed, its guard ends the children and removes the directory', async () => {
  const { runDir, children, kill } = (owner = await startOwner(temporary, 'orphan'));
  await kill();
  await waitUntil('the child to be gone', () => living(children).length === 0, soon);
  await waitUntil('the directory to be gone', () => !existsSync(runDir), soon);
});

test('when the guard was killed too, the next sweep does the same', async () => {
  const { runDir, children, killWithGuard } = (owner = await startOwner(temporary, 'orphan'));
  await killWithGuard();
  expect(living(children)).toEqual(children);
  expect(await sweepAbandonedRuns(dirname(runDir))).toEqual({ processes: 1, directories: 1 });
  expect(living(children)).toEqual([]);
  expect(existsSync(runDir)).toBe(false);
});

test('a run whose owner lives is left alone', async () => {
  const { runDir, children } = (owner = await startOwner(temporary, 'orphan'));
  expect(await sweepAbandonedRuns(dirname(runDir))).toEqual({ processes: 0, directories: 0 });
  expect(living(children)).toEqual(children);
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
