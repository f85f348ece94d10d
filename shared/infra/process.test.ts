// Proves that every started child can be ended, however it resists, with small `node -e` children.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTimeOf } from './process-identity.ts';
import { startProcess, stopAll, type ManagedProcess, type ProcessSpec } from './process.ts';
import { waitUntil } from './wait.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'process-test-'));
});
afterEach(async () => {
  await stopAll(0);
  rmSync(root, { recursive: true });
});

const idle = 'setInterval(() => {}, 1000); console.log("up");';

/** Starts a node child and waits until it has said that it is up. */
async function start(code: string, spec: Partial<ProcessSpec> = {}): Promise<ManagedProcess> {
  const logFile = join(root, 'logs', `${spec.name ?? 'child'}.log`);
  const args = ['-e', code];
  const child = await startProcess({
    ...{ name: 'child', command: process.execPath, args, logFile },
    ...spec,
  });
  await waitUntil('the child to be up', () => child.logTail(1) !== '', { deadlineMs: 20_000 });
  return child;
}

test('a child has a pid and a log with both its outputs', async () => {
  const child = await start(`console.error('oops'); ${idle}`);
  await waitUntil('both lines', () => child.logTail(9) === 'oops\nup', { deadlineMs: 20_000 });
  expect(startTimeOf(child.pid)).toBeDefined();
  expect(child.running()).toBe(true);
});

test('kill ends it with SIGKILL and resolves when it is gone', async () => {
  const child = await start(idle);
  await child.kill();
  expect(child.running()).toBe(false);
  expect(startTimeOf(child.pid)).toBeUndefined();
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('stop lets it finish in its own way', async () => {
  const child = await start(`process.on('SIGTERM', () => process.exit(7)); ${idle}`);
  await child.stop(5_000);
  expect(await child.exited).toEqual({ code: 7, signal: null });
});

test('stop kills one that does not heed SIGTERM when the grace is over', async () => {
  const child = await start(`process.on('SIGTERM', () => {}); ${idle}`);
  await child.stop(50);
  expect(await child.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('stop reaches one that a fault has paused', async () => {
  const child = await start(`process.on('SIGTERM', () => process.exit(0)); ${idle}`);
  process.kill(child.pid, 'SIGSTOP');
  await child.stop(5_000);
  expect(await child.exited).toEqual({ code: 0, signal: null });
});

test('killing a detached child takes its own children with it', async () => {
  const code = `
    const { spawn } = require('node:child_process');
    const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(grandchild.pid); setInterval(() => {}, 1000);`;
  const child = await start(code, { detached: true });
  const grandchild = Number(child.logTail(1));
  expect(startTimeOf(grandchild)).toBeDefined();
  await child.kill();
  const gone = () => startTimeOf(grandchild) === undefined;
  await waitUntil('the grandchild to be gone', gone, { deadlineMs: 20_000 });
});

test('ending one that has ended already is no error', async () => {
  const child = await start('console.log("bye")');
  expect(await child.exited).toEqual({ code: 0, signal: null });
  await child.kill();
  await child.stop(1_000);
});

test('stopAll ends the youngest first', async () => {
  const order: string[] = [];
  for (const name of ['first', 'second', 'third']) {
    const child = await start(idle, { name });
    const note = async (): Promise<void> => {
      await child.exited;
      order.push(name);
    };
    void note();
  }
  await stopAll();
  expect(order).toEqual(['third', 'second', 'first']);
});

test('a command that does not exist rejects with its name', async () => {
  const spec = {
    name: 'ghost',
    command: join(root, 'none'),
    args: [],
    logFile: join(root, 'x.log'),
  };
  await expect(startProcess(spec)).rejects.toThrow(/ghost could not be started.*ENOENT/);
});

test('a log goes on where an earlier process left it', async () => {
  await (
    await start('console.log("one")')
  ).exited;
  await (
    await start('console.log("two")')
  ).exited;
  expect(readFileSync(join(root, 'logs', 'child.log'), 'utf8')).toBe('one\ntwo\n');
});
