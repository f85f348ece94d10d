// Faults that act inside a downstream service, set and cleared through its control endpoint.
import { parseFaults, type Heal, type ScheduledFault } from 'chaos-monkey-lite';
import type { RunningService } from '../service-group.ts';
import type { FaultOf } from './fault-schema.ts';

export type HandlerFaultData = FaultOf<
  'unavailable' | 'latency' | 'hang' | 'error' | 'reset' | 'capacity'
>;

/** The fault, and how many attempts it has hit once it is healed; undefined when its process ended first. */
export function handlerFault(
  data: HandlerFaultData,
  id: string,
  { control, pid }: Pick<RunningService, 'control' | 'pid'>,
): { fault: ScheduledFault; hits: () => number | undefined } {
  // When it acts is the schedule's business, not the service's.
  const settings = Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'during'));
  let hits: number | undefined;
  const inject = async (): Promise<Heal> => {
    await control.add(parseFaults([{ id, ...settings }]));
    const injectedInto = pid();
    return async () => {
      // A process that has ended took its faults with it; the next one may not even listen yet.
      if (pid() !== injectedInto) return;
      try {
        hits = (await control.list()).find((f) => f.id === id)?.hits ?? hits;
      } finally {
        await control.clear(id);
      }
    };
  };
  return { fault: { kind: data.kind, target: data.target, inject }, hits: () => hits };
}
