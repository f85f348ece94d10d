// Proves SIGKILL and SIGSTOP on real child processes.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import { kill, pause } from './process-faults.ts';
import type { FaultTarget } from './process-faults.ts';

/** Counts upwards on standard output for as long as it runs. */
const counter = `let n = 0; setInterval(() => console.log(++n), 5)`;

type Worker = FaultTarget & { readonly heard: number; starts: number };

async function startWorker(): Promise<Worker> {
  let child: ChildProcess | undefined;
  let heard = 0;
  const worker: Worker = {
    name: 'worker',
    starts: 0,
    get heard() {
      return heard;
    },
    pid: () => (child?.exitCode === null && child.signalCode === null ? child.pid : undefined),
    async kill() {
      if (!child) return;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    },
    async start() {
      worker.starts += 1;
      child = spawn(process.execPath, ['-e', counter], { stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout?.on('data', () => (heard += 1));
      if (child.stdout) await once(child.stdout, 'data');
    },
  };
  await worker.start();
  onTestFinished(async () => {
    if (worker.pid() !== undefined) await worker.kill();
  });
  return worker;
}

/** Resolves when the worker has been heard anew. */
async function untilHeard(worker: Worker): Promise<void> {
  const before = worker.heard;
  await vi.waitFor(() => expect(worker.heard).toBeGreaterThan(before), { timeout: 5000 });
}

test('kill ends the process; healing starts another, once', async () => {
  const worker = await startWorker();
  const first = worker.pid();
  const fault = kill(worker);
  expect([fault.kind, fault.target, fault.pid?.()]).toEqual(['kill', 'worker', first]);
  const heal = await fault.inject();
  expect(worker.pid()).toBeUndefined();
  await Promise.all([heal(), heal()]);
  await heal();
  expect(worker.starts).toBe(2);
  expect(worker.pid()).not.toBe(first);
  await untilHeard(worker);
});

test('healing a kill leaves a process alone that somebody else has started', async () => {
  const worker = await startWorker();
  const heal = await kill(worker).inject();
  await worker.start();
  await heal();
  expect(worker.starts).toBe(2);
});

test('a restart that fails can be healed again', async () => {
  const worker = await startWorker();
  const start = vi.spyOn(worker, 'start').mockRejectedValueOnce(new Error('port taken'));
  const heal = await kill(worker).inject();
  await expect(heal()).rejects.toThrow('port taken');
  await heal();
  expect(start).toHaveBeenCalledTimes(2);
  await untilHeard(worker);
});

test('a kill that reports failure does not leave the process down', async () => {
  const worker = await startWorker();
  const killTruly = worker.kill.bind(worker);
  vi.spyOn(worker, 'kill').mockImplementationOnce(async () => {
    await killTruly();
    throw new Error('lost track');
  });
  await expect(kill(worker).inject()).rejects.toThrow('lost track');
  expect(worker.pid()).toBeDefined();
});

test('pause stops the process and healing continues the same one where it was', async () => {
  const worker = await startWorker();
  const pid = worker.pid();
  const heal = await pause(worker).inject();
  // Quiet = nothing new in 40 looks, while a running worker speaks every 5 ms.
  let quietLooks = 0;
  let last = worker.heard;
  await vi.waitFor(
    () => {
      quietLooks = worker.heard === last ? quietLooks + 1 : 0;
      last = worker.heard;
      expect(quietLooks).toBeGreaterThan(40);
    },
    { interval: 10, timeout: 10_000 },
  );
  await heal();
  await untilHeard(worker);
  expect(worker.pid()).toBe(pid);
  await heal();
});

test('what has a way of its own to stand still is held that way, and a replacement is left alone', async () => {
  const worker = await startWorker();
  const said: string[] = [];
  const tell = (word: string) => () => Promise.resolve(void said.push(word));
  worker.standstill = { begin: tell('begin'), end: tell('end') };
  const heal = await pause(worker).inject();
  await untilHeard(worker);
  await heal();
  await heal();
  const late = await pause(worker).inject();
  await worker.kill();
  await worker.start();
  await late();
  expect(said).toEqual(['begin', 'end', 'begin']);
});

test('a paused process can be killed, and healing the pause then does nothing', async () => {
  const worker = await startWorker();
  const unpause = await pause(worker).inject();
  const restart = await kill(worker).inject();
  await unpause();
  await restart();
  await unpause();
  await untilHeard(worker);
});

test('healing a pause tolerates a process that vanished unnoticed', async () => {
  const worker = await startWorker();
  const pid = worker.pid();
  const heal = await pause({ name: 'worker', pid: () => pid }).inject();
  await worker.kill();
  await heal();
});

test('a process that does not run cannot be hit', async () => {
  const worker = await startWorker();
  await worker.kill();
  await expect(kill(worker).inject()).rejects.toThrow('worker does not run');
  await expect(pause(worker).inject()).rejects.toThrow('worker does not run');
});
