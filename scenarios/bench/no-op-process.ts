// The server that does nothing, as a process of its own that can be stopped dead for a while.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { freePort } from '../../shared/infra/free-port.ts';
import { startProcess } from '../../shared/infra/process.ts';
import { createRunDirectory, removeRunDirectory } from '../../shared/infra/run-directory.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { sleep } from '../engine/load.ts';

const readyDeadlineMs = 30_000;
const stopGraceMs = 2_000;

/** A running no-op server. */
export type NoOpServer = {
  url: string;
  /** Order id → epoch ms of its request's receipt, since the last time this was asked. */
  receipts(): Promise<Map<string, number>>;
  /** SIGSTOP, and SIGCONT after `ms` or when `signal` aborts; resolves after the latter. */
  freeze(ms: number, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
};

const receiptsSchema = z.array(z.tuple([z.string(), z.number()]));

/** Starts the server and resolves when it answers; rejects when it does not within ten seconds. */
export async function startNoOpServer(signal: AbortSignal): Promise<NoOpServer> {
  const runDir = createRunDirectory();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startProcess({
    name: 'the no-op server',
    command: process.execPath,
    args: [
      ...['--import', 'tsx'],
      ...[fileURLToPath(new URL('./no-op-server.ts', import.meta.url)), String(port)],
    ],
    logFile: join(runDir, 'no-op-server.log'),
    stdin: 'pipe',
  });
  const stop = async () => {
    await child.stop(stopGraceMs);
    await removeRunDirectory(runDir);
  };
  const get = async (path: string) =>
    (await fetch(`${url}${path}`, { signal: AbortSignal.timeout(5_000) })).json();
  try {
    await waitUntil(
      'the no-op server to answer',
      () => {
        if (!child.running())
          throw new Error(`the no-op server did not start: ${child.logTail(3)}`);
        return get('/').then(
          () => true,
          () => false,
        );
      },
      { deadlineMs: readyDeadlineMs, everyMs: 25, signal },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url,
    stop,
    receipts: async () => new Map(receiptsSchema.parse(await get('/receipts'))),
    freeze: async (ms, until) => {
      process.kill(child.pid, 'SIGSTOP');
      try {
        await sleep(ms, until);
      } finally {
        process.kill(child.pid, 'SIGCONT');
      }
    },
  };
}
