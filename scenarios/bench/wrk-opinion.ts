// wrk's opinion of a freeze: a closed loop, as fast as the server answers.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startProcess } from '../../shared/infra/process.ts';
import { createRunDirectory, removeRunDirectory } from '../../shared/infra/run-directory.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { sleep } from '../engine/load.ts';
import type { Freeze } from './fire.ts';
import type { NoOpServer } from './no-op-process.ts';
import type { Opinion } from './opinion.ts';
import { readWrk } from './wrk-output.ts';

/** Runs wrk for `seconds`; undefined when it is not installed (Debian package `wrk`) or cannot run. */
export async function wrkOpinion(
  server: NoOpServer,
  options: { seconds: number; freeze: Freeze; signal: AbortSignal },
): Promise<Opinion | undefined> {
  const { seconds, freeze, signal } = options;
  const runDir = createRunDirectory();
  try {
    const wrk = await startProcess({
      name: 'wrk',
      command: 'wrk',
      args: ['-t1', '-c2', `-d${seconds}s`, '--latency', `${server.url}/bookings`],
      logFile: join(runDir, 'wrk.log'),
    }).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (!wrk) return undefined;
    try {
      await sleep(freeze.atMs, signal);
      if (!signal.aborted) await server.freeze(freeze.forMs, signal);
      await waitUntil('wrk to end', () => !wrk.running(), {
        deadlineMs: seconds * 1_000 + 5_000,
        signal,
      });
    } finally {
      await wrk.stop(1_000);
    }
    return (await wrk.exited).code === 0 ? readWrk(await readFile(wrk.logFile, 'utf8')) : undefined;
  } finally {
    await removeRunDirectory(runDir);
  }
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
