// Looks into the retry queue all the time, for messages whose time has come.
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import type { Processor } from './processor.ts';

const retryQueuePollMs = 100;

/** Tries due messages again until the host stops. */
export function startRetryLoop(host: ServiceHost, processor: Processor): void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  const tick = async () => {
    try {
      while (!stopped && (await processor.processDue()));
    } catch (error) {
      host.log.warn('retry round failed', { error: messageOf(error) });
    }
    if (!stopped) schedule();
  };
  const schedule = () => {
    timer = setTimeout(() => {
      current = tick();
    }, retryQueuePollMs);
  };
  schedule();
  host.onStop('retry queue', async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  });
}
