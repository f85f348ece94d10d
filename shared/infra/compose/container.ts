// A container as the harness has its processes: started, paused, killed, stopped, its output in a file, its end noticed.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { startProcess, type ManagedProcess } from '../process.ts';
import { waitUntil } from '../wait.ts';
import { docker, DockerError } from './docker.ts';

const startDeadlineMs = 30_000;
const endDeadlineMs = 10_000;
const beyondGraceMs = 15_000;

const state = z.tuple([
  z.object({ Id: z.string(), State: z.object({ Running: z.boolean(), Pid: z.number().int() }) }),
]);

/** Starts a container that has been created, and waits until it runs (not until it is ready). */
export async function startContainer(options: {
  container: string;
  /** For people. */
  name: string;
  logFile: string;
}): Promise<ManagedProcess> {
  const { container, name, logFile } = options;
  // It shows the container's output and ends with it, with the same exit code.
  const client = await startProcess({
    ...{ name, logFile, command: 'docker', args: ['start', '--attach', container], detached: true },
  });
  let seen: { pid: number; isOurs: boolean } | undefined;
  await waitUntil(
    `the container ${container} to run`,
    async () => {
      if (!client.running()) return true;
      const { Id, State } = parseState(await docker(['inspect', container]));
      if (State.Running && State.Pid > 0) seen = { pid: State.Pid, isOurs: isSeen(State.Pid, Id) };
      return seen !== undefined;
    },
    { deadlineMs: startDeadlineMs },
  );
  const ended = async () => {
    const isOver = () => !client.running();
    await waitUntil(`the container ${container} to end`, isOver, { deadlineMs: endDeadlineMs });
  };
  const order = async (args: string[], deadlineMs?: number) => {
    if (!client.running()) return;
    await docker([...args, container], deadlineMs === undefined ? {} : { deadlineMs }).catch(
      async (error: unknown) => {
        // It may have ended by itself meanwhile; then there is nothing left to do to it.
        if (error instanceof DockerError && /is not running/.test(error.message)) return;
        throw error;
      },
    );
  };
  const pid = seen?.pid ?? client.pid;
  return {
    ...client,
    pid,
    seenPid: seen?.isOurs ? serviceBelow(seen.pid) : undefined,
    kill: async () => {
      await order(['kill']);
      await ended();
    },
    stop: async (graceMs) => {
      const seconds = Math.ceil(graceMs / 1_000);
      await order(['stop', '--time', String(seconds)], graceMs + beyondGraceMs);
      await ended();
    },
    standstill: {
      begin: () => order(['pause']),
      end: () => order(['unpause']),
    },
  };
}

function parseState(text: string) {
  return state.parse(JSON.parse(text))[0];
}

/** Whether this machine's process list shows it: where containers run in a virtual machine, its pid is somebody else's here. */
function isSeen(pid: number, containerId: string): boolean {
  return read(`/proc/${pid}/cgroup`).includes(containerId);
}

/** The service below the init that stands before it; the process itself when there is none. */
function serviceBelow(pid: number): number {
  const [child] = read(`/proc/${pid}/task/${pid}/children`).trim().split(' ');
  return child ? Number(child) : pid;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
