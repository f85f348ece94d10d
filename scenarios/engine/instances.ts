// How many processes each service has: what a scenario or a command line may ask for, and the rows it makes. Pure.
import { z } from 'zod';
import type { ContenderResult } from '../../shared/run-result.ts';
import { scalableRoles, type Instances, type ServiceRole } from '../../shared/variant.ts';
import type { CatalogEntry } from './catalog.ts';
import type { NamedScenario } from './scenario.ts';

/** The most processes that one service may have. */
export const mostInstances = 8;

const figure = z.number().int().min(1).max(mostInstances);
const figures = z.union([figure, z.array(figure).min(2)]).optional();

/** Processes per service. A list makes one row of every contender for each number in it. */
export const instancesSchema = z
  .strictObject({ ticket: figures, billing: figures, email: figures })
  .refine((wanted) => Object.values(wanted).filter(Array.isArray).length < 2, {
    message: 'only one service may have a list of numbers',
  });

/** What a process is called: `billing`, then `billing-2` and so on. */
export function instanceName(role: ServiceRole, instance: number): string {
  return instance === 1 ? role : `${role}-${instance}`;
}

/** The service that a process belongs to, by its name. */
export function roleOfInstance(name: string): string {
  return name.replace(/-\d+$/, '');
}

/** The number of a process among those of its service, by its name. */
export function numberOfInstance(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? 1);
}

/** Processes of each service that a faultless run starts with. */
export function countOf(instances: Instances, role: ServiceRole): number {
  return role === 'gateway' ? 1 : (instances[role] ?? 1);
}

/** How many instances join during a run, by service. */
export function joinersOf({ faults }: Pick<NamedScenario, 'faults'>): Instances {
  return Object.fromEntries(
    scalableRoles.map((role) => [
      role,
      faults.filter((fault) => fault.kind === 'instance-joins' && fault.target === role).length,
    ]),
  );
}

/** The rows of a scenario: every contender, with the processes it gets; for a list of numbers once for each. */
export function rowsOf(
  entries: CatalogEntry[],
  { instances: wanted = {} }: Pick<NamedScenario, 'instances'>,
): CatalogEntry[] {
  const listed = scalableRoles.find((role) => Array.isArray(wanted[role]));
  const fixed: Instances = {};
  for (const role of scalableRoles) {
    const size = wanted[role];
    if (typeof size === 'number' && size > 1) fixed[role] = size;
  }
  if (!listed) return entries.map((entry) => ({ ...entry, instances: fixed }));
  return entries.flatMap((entry) =>
    [wanted[listed] ?? []].flat().map((size) => ({
      ...entry,
      contender: { ...entry.contender, name: `${entry.contender.name} ×${size}` },
      instances: { ...fixed, [listed]: size },
    })),
  );
}

/** Names of the rows that a scenario makes of these contenders. */
export function rowNames(
  contenders: string[],
  { instances = {} }: Pick<NamedScenario, 'instances'>,
): string[] {
  const sizes = Object.values(instances).find(Array.isArray);
  return sizes ? contenders.flatMap((name) => sizes.map((n) => `${name} ×${n}`)) : contenders;
}

/** How a table says it: `billing ×2`; undefined when every service is one process. */
export function instanceWords(instances: ContenderResult['instances']): string | undefined {
  const more = scalableRoles.flatMap((role) => {
    const n = instances?.[role] ?? 1;
    return n > 1 ? `${role} ×${n}` : [];
  });
  return more.length > 0 ? more.join(', ') : undefined;
}
