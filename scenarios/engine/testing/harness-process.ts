// The harness as its users have it: a command in a terminal, watched, interrupted and looked after.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { eventually } from './test-bench.ts';

const scenarioCli = fileURLToPath(new URL('../cli.ts', import.meta.url));
const root = fileURLToPath(new URL('../../../', import.meta.url));

/** A running command. */
export type HarnessProcess = {
  pid: number;
  /** All it has printed, both streams. */
  output(): string;
  /** What it has printed for another program to read. */
  stdout(): string;
  /** Waits until it has printed something that contains `text`. */
  printed(text: string, deadlineMs?: number): Promise<void>;
  interrupt(): void;
  /** Exit code; null when a signal ended it. */
  exited: Promise<number | null>;
};

/** Starts the program of a command, `npm run scenario` unless told otherwise, with `args`. */
export function startHarness(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  cli = scenarioCli,
): HarnessProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', cli, ...args], {
    cwd: root,
    env: { ...process.env, CI: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails or runs out of time must not leave its harness to the next one.
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
  return {
    pid: child.pid ?? 0,
    output: () => text,
    stdout: () => stdout,
    printed: async (wanted, deadlineMs) => {
      const look = () => {
        if (child.exitCode !== null && !text.includes(wanted))
          throw new Error(`the harness ended first: ${text}`);
        return text.includes(wanted) ? true : undefined;
      };
      await eventually(`the harness to print "${wanted}"`, look, deadlineMs);
    },
    interrupt: () => child.kill('SIGINT'),
    exited: new Promise((resolve) => child.once('close', (code) => resolve(code))),
  };
}

/** Processes below `pid` whose command line or environment contains `text` (Linux). */
export function descendants(pid: number, text = ''): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    const stat = readIfThere(`/proc/${name}/stat`);
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
    parents.set(Number(name), Number(parent));
  }
  const isBelow = (candidate: number): boolean => {
    const parent = parents.get(candidate);
    return parent !== undefined && parent > 1 && (parent === pid || isBelow(parent));
  };
  return [...parents.keys()]
    .filter(isBelow)
    .filter((p) =>
      `${readIfThere(`/proc/${p}/cmdline`)} ${readIfThere(`/proc/${p}/environ`)}`.includes(text),
    );
}

/** The letter of a process's state (Linux, proc(5)): `T` = stopped; undefined once it is gone. */
export function stateOfProcess(pid: number): string | undefined {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] || undefined;
}

/** What a file holds; nothing once it is gone. */
export function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
