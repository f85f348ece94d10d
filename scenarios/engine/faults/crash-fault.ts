// Ends a service at a precise point of its work, several times, and starts it again like a supervisor would.
import type { Heal, ScheduledFault } from 'chaos-monkey-lite';
import { waitUntil } from '../../../shared/infra/wait.ts';
import { sleep } from '../load.ts';
import type { RunningService } from '../service-group.ts';
import type { FaultOf } from './fault-schema.ts';

const upDeadlineMs = 15_000;

/** The fault, and how often the process really ended. */
export function crashFault(
  data: FaultOf<'crash'>,
  id: string,
  service: RunningService,
  windowMs: number,
): { fault: ScheduledFault; crashes: () => number } {
  let crashes = 0;
  const handlerFault =
    data.at === 'effect-done'
      ? ({ target: data.target, point: 'after' } as const)
      : ({ target: `${data.target}.${data.at}`, point: 'before' } as const);

  const crashOnce = async (stop: AbortSignal) => {
    // Another fault may be starting it again just now; whoever ended it starts it.
    await waitUntil(
      `the ${data.target} service to run before it is crashed`,
      async () => stop.aborted || (await service.gauges()) !== undefined,
      { deadlineMs: upDeadlineMs, everyMs: 50 },
    );
    if (stop.aborted) return;
    await service.expectExit(async () => {
      await service.control.add([{ id, kind: 'crash', rate: 1, ...handlerFault }]);
      await waitUntil(
        `the ${data.target} service to crash`,
        () => Promise.resolve(service.pid() === undefined || stop.aborted),
        // A consumer that was just killed is away until its session expires; the window is the limit.
        { deadlineMs: windowMs, everyMs: 5 },
      ).catch(() => undefined);
      // Still armed: until it is cleared, it may yet hit.
      if (service.pid() !== undefined) await service.control.clear(id).catch(() => undefined);
    });
    if (service.pid() !== undefined) return;
    crashes++;
    await service.start();
  };

  const inject = async (): Promise<Heal> => {
    const stop = new AbortController();
    const startedAtMs = performance.now();
    const crashing = (async () => {
      for (let n = 0; n < data.times && !stop.signal.aborted; n++) {
        const dueMs = startedAtMs + (n * windowMs) / data.times;
        await sleep(Math.max(0, dueMs - performance.now()), stop.signal);
        if (!stop.signal.aborted) await crashOnce(stop.signal);
      }
    })();
    // Awaited by the heal; until then a failure must not count as unhandled.
    crashing.catch(() => undefined);
    return async () => {
      stop.abort();
      try {
        await crashing;
      } finally {
        if (service.pid() === undefined) await service.start();
      }
    };
  };
  return {
    fault: { kind: 'crash', target: data.target, inject, pid: () => service.pid() },
    crashes: () => crashes,
  };
}
