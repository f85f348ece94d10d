// Kills and pauses whole processes, the faults no handler can simulate.
import type { Heal, ScheduledFault } from './scheduled-fault.ts';

/** A fault of a process. */
export type ProcessFault = ScheduledFault & { kind: 'kill' | 'pause' };

/** A process somebody else owns. */
export type FaultTarget = {
  name: string;
  /** Process id, or undefined while it does not run. */
  pid(): number | undefined;
  /** Sends SIGKILL and resolves after the exit. */
  kill(): Promise<void>;
  /** Starts it again and resolves when it is ready for work. */
  start(): Promise<void>;
  /** Stands it still and lets it go on where signals to its pid do not, as with a container; absent = they do. */
  standstill?: { begin(): Promise<void>; end(): Promise<void> } | undefined;
};

/** SIGKILL; healing starts the process again, unless somebody else already has. */
export function kill(target: FaultTarget): ProcessFault {
  const restart = async (): Promise<void> => {
    if (target.pid() === undefined) await target.start();
  };
  return {
    kind: 'kill',
    target: target.name,
    pid: () => target.pid(),
    async inject() {
      runningPid(target);
      try {
        await target.kill();
      } catch (error) {
        await restart();
        throw error;
      }
      return once(restart);
    },
  };
}

/**
 * SIGSTOP; healing sends SIGCONT. The kernel still accepts connections and buffers for it, and the work waiting
 * runs after healing. Not possible on Windows.
 */
export function pause(target: Pick<FaultTarget, 'name' | 'pid' | 'standstill'>): ProcessFault {
  return {
    kind: 'pause',
    target: target.name,
    pid: () => target.pid(),
    async inject() {
      const pid = runningPid(target);
      const { standstill } = target;
      if (standstill) await standstill.begin();
      else process.kill(pid, 'SIGSTOP');
      return once(async () => {
        // A process that was replaced meanwhile has nothing to continue.
        if (target.pid() !== pid) return;
        if (standstill) await standstill.end();
        else resume(pid);
      });
    },
  };
}

function runningPid({ name, pid }: Pick<FaultTarget, 'name' | 'pid'>): number {
  const running = pid();
  if (running === undefined) throw new Error(`${name} does not run, so it cannot be hit`);
  return running;
}

function resume(pid: number): void {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}

/** Shares one success among all calls; after a failure the next call tries again. */
function once(heal: Heal): Heal {
  let healing: Promise<void> | undefined;
  return () => {
    healing ??= heal().catch((error: unknown) => {
      healing = undefined;
      throw error;
    });
    return healing;
  };
}
