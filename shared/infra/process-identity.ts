// A pid alone is reused by the system; a pid with its start time names one process for ever.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One process, told apart from a later one with the same pid by when it began (opaque text). */
export type ProcessIdentity = { readonly pid: number; readonly startedAt: string };

/** When the process began, in the system's own unit, or undefined when there is no such process. */
export function startTimeOf(pid: number): string | undefined {
  if (process.platform === 'linux') return startTimeFromProc(pid);
  if (process.platform === 'win32') return isAlive(pid) ? 'unknown' : undefined;
  try {
    const answer = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
    return answer.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still lives; a zombie counts as dead. */
export function lives({ pid, startedAt }: ProcessIdentity): boolean {
  return startTimeOf(pid) === startedAt;
}

/** Sends a signal to the process group led by `pid`, or to `pid` alone where it leads none; false if neither exists. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  for (const target of [-pid, pid]) {
    try {
      process.kill(target, signal);
      return true;
    } catch {
      // No such group: try the process alone.
    }
  }
  return false;
}

function startTimeFromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and brackets, so count fields from its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** Whether any process has this pid; a zombie counts as one. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
