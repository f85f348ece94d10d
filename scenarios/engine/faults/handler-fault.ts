// Faults that act inside a downstream service, set and cleared through the control endpoint of each of its instances.
import { parseFaults, type Heal, type ScheduledFault } from 'chaos-monkey-lite';
import type { RunningService } from '../service-group.ts';
import type { FaultOf } from './fault-schema.ts';

export type HandlerFaultData = FaultOf<
  'unavailable' | 'latency' | 'hang' | 'error' | 'reset' | 'capacity'
>;

type Instance = Pick<RunningService, 'control' | 'pid'>;

/** The fault, and how many attempts it has hit once it is healed; undefined when its processes ended first. */
export function handlerFault(
  data: HandlerFaultData,
  id: string,
  instances: readonly Instance[],
): { fault: ScheduledFault; hits: () => number | undefined } {
  // When it acts is the schedule's business, not the service's.
  const settings = Object.fromEntries(Object.entries(data).filter(([name]) => name !== 'during'));
  const hits = new Map<Instance, number>();

  const injectInto = async (instance: Instance): Promise<Heal> => {
    const { control, pid } = instance;
    await control.add(parseFaults([{ id, ...settings }]));
    const injectedInto = pid();
    return async () => {
      // A process that has ended took its faults with it; the next one may not even listen yet.
      if (pid() !== injectedInto) return;
      try {
        const found = (await control.list()).find((f) => f.id === id)?.hits;
        if (found !== undefined) hits.set(instance, found);
      } finally {
        await control.clear(id);
      }
    };
  };
  const inject = async (): Promise<Heal> => {
    // Who joins later does not have it, as whoever is started again does not.
    const running = instances.filter(({ pid }) => pid() !== undefined);
    // One that does not run is asked all the same, and says why the fault cannot be done.
    const asked = running.length > 0 ? running : instances.slice(0, 1);
    const heals: Heal[] = [];
    const healAll = () => everyOne(heals.map((heal) => heal()));
    try {
      for (const instance of asked) heals.push(await injectInto(instance));
    } catch (error) {
      await healAll().catch(() => undefined);
      throw error;
    }
    return healAll;
  };
  return {
    fault: { kind: data.kind, target: data.target, inject },
    hits: () => (hits.size === 0 ? undefined : [...hits.values()].reduce((sum, n) => sum + n, 0)),
  };
}

/** Waits for all, also when one fails; then says what failed. */
async function everyOne(work: Promise<void>[]): Promise<void> {
  const errors = (await Promise.allSettled(work)).flatMap((result) =>
    result.status === 'rejected' ? [result.reason] : [],
  );
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateError(errors, 'a fault could not be healed everywhere');
}
