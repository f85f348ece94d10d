// Turns a scenario's fault data into faults that can be injected into a running contender.
import {
  kill,
  pause,
  type FaultTarget,
  type PlannedFault,
  type ScheduledFault,
} from 'chaos-monkey-lite';
import { isKafka } from '../../../shared/infra/kafka-nodes.ts';
import type { KafkaServer } from '../../../shared/infra/kafka.ts';
import type { PostgresServer } from '../../../shared/infra/postgres.ts';
import type { Server } from '../../../shared/infra/server.ts';
import type { PreparedVariant } from '../../../shared/variant.ts';
import type { Phases } from '../scenario.ts';
import type { RunningService, ServiceGroup } from '../service-group.ts';
import { whyNotApplicable, type Ground } from './applicability.ts';
import { crashFault } from './crash-fault.ts';
import { targetOf, type ScenarioFault } from './fault-schema.ts';
import { handlerFault } from './handler-fault.ts';
import { hookFault } from './hook-fault.ts';
import { instanceJoins, instanceLeaves } from './instance-faults.ts';
import { nodesOf, rollingRestart, together } from './kafka-faults.ts';
import type { Links } from './links.ts';

/** What there is to be hit. */
export type Battlefield = {
  group: ServiceGroup;
  prepared: Pick<PreparedVariant, 'poison'>;
  links: Links;
  kafka: KafkaServer | undefined;
  postgres: PostgresServer;
  ground: Ground;
};

/** A fault with its plan and, after the run, what it hit; or why it cannot be done here. */
export type FaultPlan =
  | {
      source: ScenarioFault;
      planned: PlannedFault;
      /** Attempts hit; undefined where there is nothing to count. */
      hits: () => number | undefined;
      /** A sentence about what happened, once it has; undefined when the figures say it all. */
      note: () => string | undefined;
    }
  | { source: ScenarioFault; notApplicable: string };

/** Plans every fault for its part of the fault window. */
export function planFaults(
  faults: ScenarioFault[],
  phases: Phases,
  field: Battlefield,
): FaultPlan[] {
  return faults.map((source, index) => {
    const notApplicable = whyNotApplicable(source, field.ground);
    if (notApplicable !== undefined) return { source, notApplicable };
    const { atMs, untilMs } = windowOf(source, phases);
    const { fault, hits, note } = realize(source, `${source.kind}-${index}`, untilMs - atMs, field);
    return {
      source,
      planned: { atMs, untilMs, fault },
      hits: hits ?? (() => undefined),
      note: note ?? (() => undefined),
    };
  });
}

/** When a fault begins and ends, in ms after t = 0. */
export function windowOf({ during }: ScenarioFault, phases: Phases) {
  const [from, until] = during ?? [0, 1];
  return {
    atMs: Math.round(phases.steadyMs + phases.faultMs * from),
    untilMs: Math.round(phases.steadyMs + phases.faultMs * until),
  };
}

/** A fault, and what there is to know of it afterwards. */
export type Realized = {
  fault: ScheduledFault;
  hits?: () => number | undefined;
  note?: () => string | undefined;
};

/** A fault that can be injected now; `id` is unique among the faults of its service. */
export function realize(
  source: ScenarioFault,
  id: string,
  windowMs: number,
  { group, prepared, links, kafka, postgres }: Battlefield,
): Realized {
  switch (source.kind) {
    case 'kill':
    case 'pause': {
      const servers: Record<string, Server | undefined> = { kafka, postgres };
      const hook = servers[source.target]?.hook;
      if (hook) return { fault: hookFault(source.kind, source.target, hook) };
      const targets = processesOf(source.target, { group, kafka, postgres });
      const hit = source.kind === 'kill' ? kill : pause;
      return { fault: together(source.target, targets.map(hit)) };
    }
    case 'rolling-restart': {
      if (!kafka) throw new Error('kafka was not started');
      const { fault, restarts } = rollingRestart(kafka, windowMs);
      const nodes = kafka.nodes.length;
      const note = () => `${restarts()} of ${nodes} nodes restarted and caught up`;
      return { fault, hits: restarts, note };
    }
    case 'instance-joins':
      return { fault: instanceJoins(group.instances[source.target]) };
    case 'instance-leaves':
      return { fault: instanceLeaves(instanceOf(source.target, group)) };
    case 'crash': {
      const { fault, crashes } = crashFault(source, id, group.services[source.target], windowMs);
      return {
        fault,
        hits: crashes,
        note: () => `crashed ${crashes()} of ${source.times} times`,
      };
    }
    case 'partition': {
      const proxies = links.between(source.from, source.to);
      if (proxies.length === 0)
        throw new Error(`no proxy stands between ${source.from} and ${source.to}`);
      const inject = async () => {
        await Promise.all(proxies.map((proxy) => proxy.set({ kind: source.mode })));
        return async () => {
          await Promise.all(proxies.map((proxy) => proxy.heal()));
        };
      };
      return { fault: { kind: 'partition', target: targetOf(source), inject } };
    }
    case 'surge': {
      // The arrivals were planned with it; here it only leaves its mark on the time line.
      const inject = () => Promise.resolve(() => Promise.resolve());
      return { fault: { kind: 'surge', target: source.target, inject } };
    }
    case 'poison': {
      const inject = async () => {
        await prepared.poison?.(source.target, source.count);
        return () => Promise.resolve();
      };
      return { fault: { kind: 'poison', target: source.target, inject } };
    }
    default:
      return handlerFault(source, id, group.instances[source.target]);
  }
}

function processesOf(
  target: string,
  { group, kafka, postgres }: Pick<Battlefield, 'group' | 'kafka' | 'postgres'>,
): FaultTarget[] {
  if (isKafka(target)) return nodesOf(target, kafka);
  if (target !== 'postgres') return [instanceOf(target, group)];
  return [
    {
      name: target,
      pid: () => postgres.pid(),
      kill: () => postgres.kill(),
      start: () => postgres.start(),
    },
  ];
}

/** A service by the name of one of its instances; the plain name is the first. */
function instanceOf(name: string, { instances }: ServiceGroup): RunningService {
  const all = Object.values(instances).flat();
  const found = all.find((service) => service.name === name);
  if (!found) throw new Error(`there is no instance called ${name}`);
  return found;
}
