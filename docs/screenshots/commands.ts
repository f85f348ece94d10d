// Runs the project's own commands as a user would, for pictures of what they make.
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../shared/infra/wait.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

function start(program: string, args: string[]): { child: ChildProcess; output: () => string } {
  process.stdout.write(`${program} ${args.join(' ')}\n`);
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    cwd: root,
    env: { ...process.env, CI: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { child, output: () => text };
}

/** Runs a command to its end; throws with its output unless the exit code is one of `allowed`. */
export async function run(program: string, args: string[], allowed = [0]): Promise<void> {
  const { child, output } = start(program, args);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code === null || !allowed.includes(code))
    throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${output()}`);
}

/** Starts the live page, hands its address to `use`, and ends it whatever happens. */
export async function whileLive(
  args: string[],
  use: (url: string) => Promise<void>,
): Promise<void> {
  const { child, output } = start('scenarios/live/cli.ts', args);
  const closed = new Promise((resolve) => child.once('close', resolve));
  const address = () => /Open\s+(\S+)/.exec(output())?.[1];
  try {
    await waitUntil(
      'the live page to be there',
      () => {
        if (child.exitCode !== null) throw new Error(`the live page ended first:\n${output()}`);
        return address() !== undefined;
      },
      { deadlineMs: 120_000 },
    );
    await use(address() ?? '');
  } finally {
    child.kill('SIGINT');
    await closed;
  }
}
