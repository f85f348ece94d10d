// Where the services of a contender run listen: fixed before anything starts.
import { randomBytes } from 'node:crypto';
import { freePort } from '../../shared/infra/free-port.ts';
import { serviceRoles, type Instances, type ServiceRole } from '../../shared/variant.ts';
import { countOf, instanceName } from './instances.ts';

/** Ports of one instance on this machine. */
export type Ports = { http: number; admin: number };

/** What every service listens on inside a container of its own. */
export const portsInside: Ports = { http: 3_000, admin: 3_100 };

/** Ports and secrets of a contender run's services. Instances count from 1. */
export type ServiceAddresses = {
  /** Where a user finds the gateway. */
  edgeUrl: string;
  /** Where other services find it. */
  urlOf(role: ServiceRole): string;
  /** Of all instances, also of those that may only join later. */
  urlsOf(role: ServiceRole): string[];
  /** Where the harness finds it. */
  portsOf(role: ServiceRole, instance?: number): Ports;
  token: string;
};

/**
 * Finds free loopback ports for every instance, also for those that may only join later. Services that are `contained`
 * find one another by name.
 */
export async function allotAddresses({
  instances = {},
  joiners = {},
  contained = false,
}: {
  instances?: Instances;
  joiners?: Instances;
  contained?: boolean;
} = {}): Promise<ServiceAddresses> {
  const ports = new Map<ServiceRole, Ports[]>();
  for (const role of serviceRoles) {
    const own: Ports[] = [];
    const more = role === 'gateway' ? 0 : (joiners[role] ?? 0);
    for (let n = countOf(instances, role) + more; n > 0; n--)
      own.push({ http: await freePort(), admin: await freePort() });
    ports.set(role, own);
  }
  const portsOf = (role: ServiceRole, instance = 1) => {
    const found = ports.get(role)?.[instance - 1];
    if (!found) throw new Error(`no ports for ${instanceName(role, instance)}`);
    return found;
  };
  const loopback = ({ http }: Ports) => `http://127.0.0.1:${http}`;
  const urlOf = (role: ServiceRole, instance = 1) =>
    contained
      ? `http://${instanceName(role, instance)}:${portsInside.http}`
      : loopback(portsOf(role, instance));
  return {
    portsOf,
    edgeUrl: loopback(portsOf('gateway')),
    urlOf: (role) => urlOf(role),
    urlsOf: (role) => (ports.get(role) ?? []).map((_, i) => urlOf(role, i + 1)),
    token: randomBytes(18).toString('hex'),
  };
}
