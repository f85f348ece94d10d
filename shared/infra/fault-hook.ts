// A command of the user's that kills, starts, stops or continues a server that is not ours to touch.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { EnvironmentError } from './environment-error.ts';
import { startProcess } from './process.ts';
import { withoutSecrets } from './secrets.ts';
import { waitUntil } from './wait.ts';

/** What a hook can be told. Each resolves when it is done, and rejects with a sentence that names the variable. */
export type FaultHook = {
  /** The server is gone, at once and without a farewell. */
  kill(): Promise<void>;
  /** It runs again and answers. */
  start(): Promise<void>;
  /** It stands still, with its connections open. */
  stop(): Promise<void>;
  /** It goes on. */
  continue(): Promise<void>;
};

const commandDeadlineMs = 30_000;
const backDeadlineMs = 60_000;

/**
 * The hook that a variable names: a program and its fixed arguments, separated by blanks; the verb comes last. No
 * shell reads it. Undefined when the variable is not set; throws EnvironmentError when there is no such program.
 */
export function readFaultHook(
  variable: 'KAFKA_FAULT_HOOK' | 'POSTGRES_FAULT_HOOK',
  env: NodeJS.ProcessEnv,
  options: {
    /** What the command prints goes there. */
    logFile: string;
    /** Whether the server answers again after a start. */
    isBack: () => Promise<boolean>;
    /** Longest time for the command itself. */
    deadlineMs?: number;
  },
): FaultHook | undefined {
  const [command, ...args] = (env[variable] ?? '').trim().split(/\s+/);
  if (!command) return undefined;
  if (!isProgram(command, env))
    throw new EnvironmentError(
      `${variable}: its first word is no program that can be run; name one by its path, with its arguments after it`,
    );
  const { logFile, isBack, deadlineMs = commandDeadlineMs } = options;
  const run = async (verb: string) => {
    const hook = await startProcess({
      ...{ name: variable, command, args: [...args, verb], logFile, detached: true },
    });
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      void hook.kill();
    }, deadlineMs);
    const { code, signal } = await hook.exited;
    clearTimeout(timer);
    if (isLate)
      throw new Error(
        `${variable} ${verb}: was not done after ${deadlineMs / 1_000} s; it has to return and leave the server to itself`,
      );
    if (code === 0) return;
    const last = withoutSecrets(hook.logTail(1).trim());
    throw new Error(
      `${variable} ${verb}: ${signal ? `was ended by ${signal}` : `exited with code ${code ?? 'unknown'}`}${last ? ` (${last})` : ''}`,
    );
  };
  return {
    kill: () => run('kill'),
    start: async () => {
      await run('start');
      await waitUntil(`the server to answer after ${variable} start`, isBack, {
        ...{ deadlineMs: backDeadlineMs, everyMs: 100 },
      });
    },
    stop: () => run('stop'),
    continue: () => run('continue'),
  };
}

function isProgram(command: string, env: NodeJS.ProcessEnv): boolean {
  const folders = /[/\\]/.test(command) ? [''] : (env['PATH'] ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(folder === '' ? command : join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
