// Instances that come and go under load: one more joins a service, or one leaves it in an orderly way.
import type { Heal, ScheduledFault } from 'chaos-monkey-lite';
import type { RunningService } from '../service-group.ts';

/** What is needed of an instance. */
type Instance = Pick<RunningService, 'name' | 'role' | 'pid' | 'start' | 'stop'>;

/** Starts an instance that does not run, and at the end has it leave. */
export function instanceJoins(instances: readonly Instance[]): ScheduledFault {
  let joined: Instance | undefined;
  const [first] = instances;
  return {
    kind: 'instance-joins',
    target: first?.role ?? '',
    pid: () => joined?.pid(),
    inject: async (): Promise<Heal> => {
      // From behind: those in front may be away because of another fault, and are to come back.
      const free = instances.findLast(({ pid }) => pid() === undefined);
      if (!free) throw new Error(`every instance of ${first?.role ?? 'it'} runs already`);
      joined = free;
      await free.start();
      return () => free.stop();
    },
  };
}

/** Has an instance leave, and at the end starts it again unless somebody else already has. */
export function instanceLeaves(instance: Instance): ScheduledFault {
  return {
    kind: 'instance-leaves',
    target: instance.name,
    pid: () => instance.pid(),
    inject: async (): Promise<Heal> => {
      if (instance.pid() === undefined)
        throw new Error(`${instance.name} does not run, so it cannot leave`);
      await instance.stop();
      return async () => {
        if (instance.pid() === undefined) await instance.start();
      };
    },
  };
}
