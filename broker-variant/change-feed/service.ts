// Process entry of a feed: reads its plan from the environment and streams until SIGTERM.
import { createLog, messageOf } from '../../shared/host/log.ts';
import { FeedError } from './feed-error.ts';
import { runFeed } from './feed.ts';
import { planOf } from './settings.ts';

const log = createLog('change-feed', 'info');
const stopGraceMs = 2_000;
const stopping = new AbortController();
for (const event of ['SIGTERM', 'SIGINT'] as const) process.on(event, () => stopping.abort());
// A send that waits out an outage of Kafka does not hear of it; what it carries is sent again at the next start.
stopping.signal.addEventListener('abort', () => setTimeout(() => process.exit(0), stopGraceMs));
if (process.env['SERVICE_PARENT_PIPE'] === '1') {
  // The pipe ends however the parent dies.
  process.stdin.on('end', () => stopping.abort()).resume();
  process.stdin.on('error', () => stopping.abort());
}
try {
  const plan = planOf(process.env);
  log.info('starting', { table: plan.table, method: plan.method });
  await runFeed(plan, log, stopping.signal);
  process.exit(0);
} catch (error) {
  log.error('stopped', { error: messageOf(error) });
  // 3, as for the environment on a command line: nothing that starting again would mend.
  process.exit(error instanceof FeedError ? 3 : 1);
}
