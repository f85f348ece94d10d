// What every long command has in common: exit codes, Ctrl-C, and nothing left running, whatever happens.
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import { stopAll } from '../../shared/infra/process.ts';
import { refuseSwallowedOptions, UsageError } from './arguments.ts';
import { ScenarioError } from './catalog.ts';

/** How a command tells scripts what became of it (DESIGN §10). */
export const exitCodes = {
  ok: 0,
  internal: 1,
  usage: 2,
  environment: 3,
  expectation: 99,
  interrupted: 130,
} as const;

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof ScenarioError) return exitCodes.usage;
  return error instanceof EnvironmentError ? exitCodes.environment : exitCodes.internal;
}

/**
 * Runs `main` as the program: the first Ctrl-C aborts its signal, an error is one sentence and an exit code
 * (130 once interrupted), and a bug of ours stops every process before it ends this one.
 */
export async function runCommand(
  main: (argv: string[], interrupt: AbortSignal) => Promise<number>,
  whenInterrupted = 'stopping everything and keeping what was measured so far',
): Promise<void> {
  const interrupt = new AbortController();
  const onSignal = () => {
    process.stderr.write(
      interrupt.signal.aborted
        ? 'Still stopping; nothing will be left running.\n'
        : `\nInterrupted: ${whenInterrupted}.\n`,
    );
    interrupt.abort(new Error('interrupted'));
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal).on('SIGHUP', onSignal);
  // A terminal that was closed cannot be written to any more; what was started must be stopped all the same.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const crash = async (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    await stopAll();
    process.exit(exitCodes.internal);
  };
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => void crash(error));
  try {
    refuseSwallowedOptions(process.env);
    process.exitCode = await main(process.argv.slice(2), interrupt.signal);
  } catch (error) {
    if (!interrupt.signal.aborted)
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    if (process.env['DEBUG'] && error instanceof Error)
      process.stderr.write(`${error.stack ?? ''}\n`);
    process.exitCode = interrupt.signal.aborted ? exitCodes.interrupted : exitCodeOf(error);
  }
}
