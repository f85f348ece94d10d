// What `--instances` may ask for, and which numbers of processes fit a scenario. Pure.
import { scalableRoles, type Instances } from '../../shared/variant.ts';
import { UsageError } from './arguments.ts';
import type { CatalogEntry } from './catalog.ts';
import { targetOf } from './faults/fault-schema.ts';
import {
  countOf,
  joinersOf,
  mostInstances,
  numberOfInstance,
  roleOfInstance,
  rowsOf,
} from './instances.ts';
import type { NamedScenario } from './scenario.ts';

/** Reads `billing=3,email=2`, given once or several times; undefined when not given. Throws UsageError. */
export function parseInstances(texts: string[] | undefined): Instances | undefined {
  if (texts === undefined) return undefined;
  const parts = texts.flatMap((text) => text.split(',').map((part) => part.trim()));
  const instances: Instances = {};
  for (const part of parts) {
    const [name = '', size = '', more] = part.split('=');
    const role = scalableRoles.find((known) => known === name);
    if (name === 'gateway')
      throw new UsageError(
        '--instances: the gateway stays one: it is the address that users have, and nothing stands before it to share them out',
      );
    if (!role || more !== undefined)
      throw new UsageError(
        `--instances: "${part}" is not a service and a number, as in billing=3 (services: ${scalableRoles.join(', ')})`,
      );
    if (!/^\d+$/.test(size) || Number(size) < 1 || Number(size) > mostInstances)
      throw new UsageError(
        `--instances: "${part}" asks for no whole number from 1 to ${mostInstances}`,
      );
    if (instances[role] !== undefined) throw new UsageError(`--instances: ${role} is there twice`);
    instances[role] = Number(size);
  }
  return instances;
}

/** Throws UsageError when a row asks for processes that would have nothing to do, or that a fault does not fit. */
export function checkInstances(scenario: NamedScenario, entries: CatalogEntry[]): void {
  const joiners = joinersOf(scenario);
  for (const { contender, instances = {} } of rowsOf(entries, scenario)) {
    for (const role of scalableRoles) {
      const most = countOf(instances, role) + (joiners[role] ?? 0);
      // A topic's partition has one consumer of a group at most.
      const partitions = contender.policy['partitions'];
      if (typeof partitions === 'number' && most > partitions)
        throw new UsageError(
          `${scenario.name}: ${most} instances of ${role} are more than the ${partitions} partitions of a topic of ${contender.name}: the rest would have nothing to do`,
        );
    }
    for (const fault of scenario.faults) {
      const target = targetOf(fault);
      const number = numberOfInstance(target);
      const role = scalableRoles.find((known) => known === roleOfInstance(target));
      if (role && number > countOf(instances, role))
        throw new UsageError(
          `${scenario.name}: the fault ${fault.kind} is done to ${target}, and there ${wordsOf(countOf(instances, role))} of ${role}`,
        );
      if (fault.kind === 'partition' && isScaled(fault.to, instances))
        throw new UsageError(
          `${scenario.name}: the link ${target} can be cut only where ${fault.to} is one instance`,
        );
    }
  }
}

function isScaled(peer: string, instances: Instances): boolean {
  const role = scalableRoles.find((known) => known === peer);
  return role !== undefined && (instances[role] ?? 1) > 1;
}

function wordsOf(count: number): string {
  return count === 1 ? 'is one instance' : `are ${count} instances`;
}
