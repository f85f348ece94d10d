// Owns every child process of the harness: known pid, log in a file, and none outlives its owner.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { tellGuard } from './guard.ts';
import { readLogTail } from './log-tail.ts';
import { signalGroup } from './process-identity.ts';
import { recordChild } from './run-directory.ts';

/** What to start. Output of both kinds is appended to `logFile`. */
export type ProcessSpec = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly logFile: string;
  /** 'pipe' lets the child see the end of its input when this process dies, however it dies. */
  readonly stdin?: 'pipe' | 'ignore';
  /** Own process group: Ctrl-C in the terminal does not reach it, and signals go to the whole group. */
  readonly detached?: boolean;
  /** What asks it to end in an orderly way; SIGTERM by default. */
  readonly stopSignal?: NodeJS.Signals;
  /** The least time in ms it gets to end in an orderly way, whatever its stopper grants. */
  readonly graceMs?: number;
  /** Run as this user and group (root only). */
  readonly uid?: number;
  readonly gid?: number;
};

/** How a process ended: an exit code, or the signal that ended it. */
export type ProcessExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A started child. `exited` never rejects. */
export type ManagedProcess = {
  readonly name: string;
  readonly pid: number;
  /** For a container: its process in this machine's list, or undefined where that list does not show it. Else absent. */
  readonly seenPid?: number | undefined;
  readonly logFile: string;
  readonly exited: Promise<ProcessExit>;
  running(): boolean;
  /** SIGKILL, and wait for the exit. */
  kill(): Promise<void>;
  /** Its stop signal, then SIGKILL when it still lives after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Stands it still where a signal to its pid does not; absent = SIGSTOP and SIGCONT do. */
  readonly standstill?: Standstill;
  logTail(lines: number): string;
};

/** Holds something that runs, and lets it go on. */
export type Standstill = { begin(): Promise<void>; end(): Promise<void> };

const registry = new Set<ManagedProcess>();

/** Starts a child and waits until it has a pid. Rejects when the command cannot be run at all. */
export async function startProcess(spec: ProcessSpec): Promise<ManagedProcess> {
  mkdirSync(dirname(spec.logFile), { recursive: true });
  const log = openSync(spec.logFile, 'a', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      stdio: [spec.stdin ?? 'ignore', log, log],
      env: spec.env ?? process.env,
      detached: spec.detached ?? false,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    });
    const managed = manage(spec, child, await pidOf(child, spec));
    recordChild(spec.logFile, managed.pid);
    return managed;
  } finally {
    closeSync(log);
  }
}

/** Stops every process that still runs, the youngest first; resolves when all are gone. */
export async function stopAll(graceMs = 5_000): Promise<void> {
  for (const managed of [...registry].toReversed()) await managed.stop(graceMs);
}

/** The same for those that log below `directory`: the processes of one run. */
export async function stopBelow(directory: string, graceMs = 5_000): Promise<void> {
  for (const managed of [...registry].toReversed())
    if (managed.logFile.startsWith(directory + sep)) await managed.stop(graceMs);
}

function pidOf(child: ChildProcess, { name, command }: ProcessSpec): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error(`${name} could not be started (${command}): ${cause.message}`, { cause })),
    );
    child.once('spawn', () => {
      if (child.pid !== undefined) resolve(child.pid);
    });
  });
}

function manage(spec: ProcessSpec, child: ChildProcess, pid: number): ManagedProcess {
  // A child that dies while we write to it is reported by its exit, not by a broken pipe.
  child.stdin?.on('error', () => {});
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  const send = (signal: NodeJS.Signals): void => {
    if (!running()) return;
    if (spec.detached === true) signalGroup(pid, signal);
    else child.kill(signal);
  };
  const exited = new Promise<ProcessExit>((resolve) => {
    if (running()) child.once('exit', (code, signal) => resolve({ code, signal }));
    else resolve({ code: child.exitCode, signal: child.signalCode });
  });
  const managed: ManagedProcess = {
    name: spec.name,
    pid,
    logFile: spec.logFile,
    exited,
    running,
    logTail: (lines) => readLogTail(spec.logFile, lines),
    async kill() {
      send('SIGKILL');
      await exited;
    },
    async stop(graceMs) {
      send(spec.stopSignal ?? 'SIGTERM');
      // A process that a fault has paused hears nothing but this.
      send('SIGCONT');
      const timer = setTimeout(() => send('SIGKILL'), Math.max(graceMs, spec.graceMs ?? 0));
      await exited;
      clearTimeout(timer);
    },
  };
  registry.add(managed);
  tellGuard('child', pid);
  const forget = async (): Promise<void> => {
    await exited;
    registry.delete(managed);
    tellGuard('ended', pid);
  };
  void forget();
  return managed;
}
