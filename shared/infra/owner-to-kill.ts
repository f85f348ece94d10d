// Starts a harness in a process of its own and kills it, for tests of what it leaves behind.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { startTimeOf } from './process-identity.ts';
import { waitUntil } from './wait.ts';

const script = fileURLToPath(new URL('abandoned-owner.ts', import.meta.url));
const lineSchema = z.object({
  runDir: z.string(),
  children: z.array(z.number()),
  guard: z.number(),
});

/** A harness in another process. */
export type OwnerToKill = z.infer<typeof lineSchema> & {
  /** SIGKILL, and wait; nothing happens the second time. */
  kill(): Promise<void>;
  /** Kills its guard first, so that nobody but a sweep can clear up after it. */
  killWithGuard(): Promise<void>;
};

/** Starts one whose run directory lies below `temporary`; its child is a plain process, or both real servers. */
export async function startOwner(
  temporary: string,
  what: 'orphan' | 'servers',
): Promise<OwnerToKill> {
  const owner = spawn(process.execPath, ['--import', 'tsx', script, what], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(owner.stdout, 'data');
  const said = lineSchema.parse(JSON.parse(String(line)));
  const kill = async (): Promise<void> => {
    if (owner.exitCode !== null || owner.signalCode !== null) return;
    const ended = once(owner, 'exit');
    owner.kill('SIGKILL');
    await ended;
  };
  const killWithGuard = async (): Promise<void> => {
    process.kill(said.guard, 'SIGKILL');
    const gone = () => startTimeOf(said.guard) === undefined;
    await waitUntil('the guard to be gone', gone, { deadlineMs: 10_000 });
    await kill();
  };
  return { ...said, kill, killWithGuard };
}
