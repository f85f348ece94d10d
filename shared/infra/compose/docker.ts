// Calls the docker command line: each call has a deadline, and a failure is one line of what it said, without secrets.
import { spawn } from 'node:child_process';
import { EnvironmentError } from '../environment-error.ts';
import { tellGuard } from '../guard.ts';
import { withoutSecrets } from '../secrets.ts';

/** A call that failed: what was called (never with secrets), and the line of its output that helps. */
export class DockerError extends Error {
  override readonly name = 'DockerError';
}

/** How to call it. */
export type DockerOptions = {
  deadlineMs?: number;
  /** What the call sees; this process's own variables when absent. Secrets go this way, and never into `args`. */
  env?: NodeJS.ProcessEnv | undefined;
  signal?: AbortSignal | undefined;
};

const usualDeadlineMs = 30_000;

/** Calls `docker ARGS` and resolves with its standard output. Rejects with DockerError; EnvironmentError without docker. */
export async function docker(args: string[], options: DockerOptions = {}): Promise<string> {
  const { deadlineMs = usualDeadlineMs, env = process.env, signal } = options;
  signal?.throwIfAborted();
  // A process group of its own: Ctrl-C is for the harness, which then takes the containers away in order.
  const child = spawn('docker', args, { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let ended: string | undefined;
  const end = (why: string) => {
    ended ??= why;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => end(`was not done after ${deadlineMs / 1_000} s`), deadlineMs);
  const onAbort = () => end('was interrupted');
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve);
      if (child.pid !== undefined) tellGuard('child', child.pid);
    });
    if (child.pid !== undefined) tellGuard('ended', child.pid);
    signal?.throwIfAborted();
    if (code === 0) return stdout;
    throw new DockerError(`docker ${wordsOf(args)}: ${ended ?? lastLine(stderr || stdout)}`);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new EnvironmentError(
        'there is no docker command: install Docker with its Compose plugin, or leave --target compose out',
        { cause: error },
      );
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The words that name the operation: options and what follows them are of no help to anybody. */
function wordsOf(args: string[]): string {
  const words: string[] = [];
  for (const [i, arg] of args.entries())
    if (!arg.startsWith('-') && !args[i - 1]?.startsWith('--')) words.push(arg);
  return words.slice(0, 3).join(' ');
}

function lastLine(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return withoutSecrets(lines.findLast((line) => line !== '') ?? 'it said nothing');
}
