// Notices when a container ends that nobody has killed: a server that died is no fault of a scenario.
import { startProcess, type ProcessExit } from '../process.ts';

/** What is known of one container. */
export type ContainerWatch = {
  /** Resolves when it has ended without having been told to; never otherwise. */
  readonly exited: Promise<ProcessExit>;
  /** It is about to be killed: its end is no accident, until it is back. */
  expectEnd(): void;
  /** It runs again. */
  isBack(): void;
};

/** Watches a container that runs, by a `docker wait` that logs to `logFile` and ends with the run. */
export function watchContainer(container: string, logFile: string): ContainerWatch {
  let isExpected = false;
  let tell: (exit: ProcessExit) => void = () => undefined;
  const exited = new Promise<ProcessExit>((resolve) => (tell = resolve));
  const watch = async () => {
    const client = await startProcess({
      ...{ name: `the end of ${container}`, command: 'docker', args: ['wait', container] },
      ...{ logFile, detached: true },
    });
    const { code } = await client.exited;
    if (isExpected || code !== 0) return;
    const exitCode = Number(client.logTail(1).trim());
    tell({ code: Number.isNaN(exitCode) ? null : exitCode, signal: null });
  };
  const begin = () => {
    isExpected = false;
    // Without a docker to ask, everything else fails too, and says so.
    void watch().catch(() => undefined);
  };
  begin();
  return { exited, expectEnd: () => (isExpected = true), isBack: begin };
}
