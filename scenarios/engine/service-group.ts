// The service processes of a contender: four services, one or several instances of each.
import type { DatabaseRole } from '../../shared/db/run-database.ts';
import type { ComposeProject } from '../../shared/infra/compose/compose-project.ts';
import {
  serviceRoles,
  type Contender,
  type Instances,
  type PreparedVariant,
  type ServiceRole,
  type Variant,
} from '../../shared/variant.ts';
import { countOf, instanceName } from './instances.ts';
import type { ServiceAddresses } from './service-addresses.ts';
import { settingsOf, type ServiceCondition } from './service-environment.ts';
import { containerLauncher, processLauncher } from './service-launcher.ts';
import { serviceProcess, type RunningService } from './service-process.ts';

export type { RunningService } from './service-process.ts';

/** All services of a contender run. */
export type ServiceGroup = {
  /** The first instance of each. */
  services: Record<ServiceRole, RunningService>;
  /** All instances of each, the first first, also those that may only join later. */
  instances: Record<ServiceRole, RunningService[]>;
  /** Process ids by instance name, of those running now. */
  pids(): Record<string, number>;
  /** The same of those that this machine's process list shows: what runs in a virtual machine is not there. */
  seenPids(): Record<string, number>;
  /** Whether the services run in containers, and so not below this process. */
  contained: boolean;
  stop(): Promise<void>;
};

/**
 * Starts all services and resolves when each instance answers `/readyz`. `onUnexpectedExit` hears of an instance
 * that ended without having been told to.
 */
export async function startServices(options: {
  variant: Variant;
  contender: Contender;
  prepared: PreparedVariant;
  addresses: ServiceAddresses;
  /** Processes per service from the start; absent = one of each. */
  instances?: Instances;
  seed: number;
  runDir: string;
  runId: string;
  /** Where the services write their traces; absent = they do not. */
  traceDir?: string;
  /** Traces only orders whose id begins like this; absent = all. */
  tracePrefix?: string;
  /** What is so during the whole run, also after a restart. */
  conditions: ServiceCondition[];
  /** Where a service finds its database; a link proxy may stand before it. */
  databaseUrlOf(role: DatabaseRole): string;
  /** Where the services run as containers; absent = as processes. */
  compose?: ComposeProject | undefined;
  signal: AbortSignal;
  onUnexpectedExit: (name: string, how: string) => void;
}): Promise<ServiceGroup> {
  const { addresses, compose, signal, onUnexpectedExit } = options;
  const { token } = addresses;
  const launchOptions = {
    ...{ ...options, title: options.contender.name },
    settingsOf: (role: ServiceRole, instance: number) =>
      settingsOf({ ...options, token }, role, instance),
  };
  const launcher = compose
    ? await containerLauncher(
        compose,
        serviceRoles.flatMap((role) =>
          addresses.urlsOf(role).map((_, i) => ({ role, instance: i + 1 })),
        ),
        launchOptions,
      )
    : processLauncher(launchOptions);

  const processOf = (role: ServiceRole, instance: number): RunningService =>
    serviceProcess({
      ...{ role, name: instanceName(role, instance), signal, onUnexpectedExit, token },
      adminUrl: `http://127.0.0.1:${addresses.portsOf(role, instance).admin}`,
      launch: () => launcher.launch(role, instance),
      contained: compose !== undefined,
    });

  const allOf = (role: ServiceRole) => addresses.urlsOf(role).map((_, i) => processOf(role, i + 1));
  const instances = {
    gateway: allOf('gateway'),
    ticket: allOf('ticket'),
    billing: allOf('billing'),
    email: allOf('email'),
  };
  const first = (role: ServiceRole) => {
    const [service] = instances[role];
    if (!service) throw new Error(`no instance of ${role}`);
    return service;
  };
  const all = Object.values(instances).flat();
  const toStart = serviceRoles.flatMap((role) =>
    instances[role].slice(0, countOf(options.instances ?? {}, role)),
  );
  try {
    await Promise.all(toStart.map((service) => service.start()));
  } catch (error) {
    await Promise.all(all.map((service) => service.kill()));
    await launcher.close().catch(() => undefined);
    throw error;
  }
  return {
    services: {
      gateway: first('gateway'),
      ticket: first('ticket'),
      billing: first('billing'),
      email: first('email'),
    },
    instances,
    contained: compose !== undefined,
    pids: () => named(all.map(({ name, pid }) => [name, pid()])),
    seenPids: () => named(all.map(({ name, seenPid }) => [name, seenPid()])),
    stop: async () => {
      // The gateway first: it finishes what it has in hand while the others still answer.
      await first('gateway').stop();
      await Promise.all(all.map((service) => service.stop()));
      await launcher.close();
    },
  };
}

function named(pids: [name: string, pid: number | undefined][]): Record<string, number> {
  return Object.fromEntries(
    pids.flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid] as const])),
  );
}
