// The feed's process as the harness runs it: started, killed, started again, watched.
import type { FaultTarget } from 'chaos-monkey-lite';
import type { ChangeFeed, PreparedFeed } from '../../shared/change-feed.ts';
import type { ManagedProcess } from '../../shared/infra/process.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { lastWords, launchFeed } from './launch-feed.ts';

const readyDeadlineMs = 60_000;
const stopGraceMs = 6_000;

/** A feed's process; `start` resolves when it streams, or cannot for now because a server is away. */
export type FeedProcess = FaultTarget & {
  stop(): Promise<void>;
  /** What it said when it ended by itself; undefined while all is well. */
  accident(): string | undefined;
};

/** A process for this feed, not started yet. */
export function feedProcess(
  changeFeed: Pick<ChangeFeed, 'serviceEntry'>,
  prepared: PreparedFeed,
  options: { runDir: string; name: string; signal: AbortSignal },
): FeedProcess {
  let running: ManagedProcess | undefined;
  let accident: string | undefined;
  const told = new WeakSet<ManagedProcess>();
  return {
    name: 'feed',
    pid: () => (running?.running() ? running.pid : undefined),
    accident: () => accident,
    kill: async () => {
      if (!running) return;
      told.add(running);
      await running.kill();
    },
    start: async () => {
      const before = countOf('"streaming"', running);
      const interruptions = countOf('"interrupted"', running);
      const started = await launchFeed(changeFeed, prepared, options);
      running = started;
      void started.exited.then(({ code, signal }) => {
        if (told.has(started)) return;
        accident = `the feed ended by itself (${signal ?? code}): ${lastWords(started) ?? 'it said nothing'}`;
      });
      await waitUntil(
        'the feed to stream',
        () => {
          if (!started.running())
            throw new Error(`the feed did not start: ${lastWords(started) ?? 'it said nothing'}`);
          return (
            countOf('"streaming"', started) > before ||
            countOf('"interrupted"', started) > interruptions
          );
        },
        { deadlineMs: readyDeadlineMs, everyMs: 25, signal: options.signal },
      );
    },
    stop: async () => {
      if (!running) return;
      told.add(running);
      await running.stop(stopGraceMs);
    },
  };
}

function countOf(word: string, logged: ManagedProcess | undefined): number {
  return (logged?.logTail(10_000) ?? '').split(word).length - 1;
}
