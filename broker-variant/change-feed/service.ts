// Process entry of a feed: reads its plan from the environment and streams until SIGTERM.
import { createLog, messageOf } from '../../shared/host/log.ts';
import { FeedError } from './feed-error.ts';
import { runFeed } from './feed.ts';
import { planOf } from './settings.ts';

const log = createLog('change-feed', 'info');
const stopping = new AbortController();
for (const event of ['SIGTERM', 'SIGINT'] as const) process.on(event, () => stopping.abort());
if (process.env['SERVICE_PARENT_PIPE'] === '1') {
  // The pipe ends however the parent dies.
  process.stdin.on('end', () => stopping.abort()).resume();
  process.stdin.on('error', () => stopping.abort());
}
try {
  await runFeed(planOf(process.env), log, stopping.signal);
  process.exit(0);
} catch (error) {
  log.error('stopped', { error: messageOf(error) });
  // 3, as for the environment on a command line: nothing that starting again would mend.
  process.exit(error instanceof FeedError ? 3 : 1);
}
