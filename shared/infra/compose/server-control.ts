// What the harness does to a server of its compose project, and how it notices what it has not done.
import { join } from 'node:path';
import type { FaultHook } from '../fault-hook.ts';
import type { ProcessExit } from '../process.ts';
import { waitUntil } from '../wait.ts';
import { watchContainer } from './container-watch.ts';
import { docker } from './docker.ts';

/** The servers of docker-compose.yml. */
export type ComposeServer = 'kafka' | 'postgres';

/** One server, from outside. */
export type ServerControl = {
  /** `docker kill`, `start`, `pause` and `unpause`. */
  hook: FaultHook;
  /** Resolves when it has ended by itself; never otherwise. */
  exited: Promise<ProcessExit>;
};

const backDeadlineMs = 60_000;

/** Controls a server whose container runs. */
export function controlServer(
  server: ComposeServer,
  options: { container: string; runDir: string; isBack: () => Promise<boolean> },
): ServerControl {
  const { container, runDir, isBack } = options;
  const order = async (verb: string) => void (await docker([verb, container]));
  const watch = watchContainer(container, join(runDir, `${server}-wait.log`));
  return {
    exited: watch.exited,
    hook: {
      kill: () => {
        watch.expectEnd();
        return order('kill');
      },
      start: async () => {
        await order('start');
        await waitUntil(`${server} to answer after docker start`, isBack, {
          ...{ deadlineMs: backDeadlineMs, everyMs: 100 },
        });
        watch.isBack();
      },
      stop: () => order('pause'),
      continue: () => order('unpause'),
    },
  };
}
