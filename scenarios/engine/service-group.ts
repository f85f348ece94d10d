// The service processes of a contender: four services, one or several instances of each.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { CapacityFault } from 'chaos-monkey-lite';
import type { DatabaseRole } from '../../shared/db/run-database.ts';
import { freePort } from '../../shared/infra/free-port.ts';
import { serviceProgram } from '../../shared/infra/service-program.ts';
import { traceFileOf } from '../../shared/trace-reader.ts';
import {
  serviceRoles,
  type Contender,
  type Instances,
  type PreparedVariant,
  type ServiceRole,
  type Variant,
} from '../../shared/variant.ts';
import { countOf, instanceName } from './instances.ts';
import { mailSettings } from './mail-settings.ts';
import { serviceProcess, type RunningService } from './service-process.ts';

export type { RunningService } from './service-process.ts';

/** A standing limit of one service, as chaos-monkey-lite takes it. Each of its instances has its own. */
export type ServiceCondition = Omit<CapacityFault, 'id'> & { target: ServiceRole };

type Ports = { http: number; admin: number };

/** Ports and secrets of a contender run's services, fixed before anything starts. Instances count from 1. */
export type ServiceAddresses = {
  urlOf(role: ServiceRole): string;
  /** Of all instances, also of those that may only join later. */
  urlsOf(role: ServiceRole): string[];
  portsOf(role: ServiceRole, instance?: number): Ports;
  token: string;
};

/** All services of a contender run. */
export type ServiceGroup = {
  /** The first instance of each. */
  services: Record<ServiceRole, RunningService>;
  /** All instances of each, the first first, also those that may only join later. */
  instances: Record<ServiceRole, RunningService[]>;
  /** Process ids by instance name, of those running now. */
  pids(): Record<string, number>;
  stop(): Promise<void>;
};

/** Finds free loopback ports for every instance, also for those that may only join later. */
export async function allotAddresses({
  instances = {},
  joiners = {},
}: { instances?: Instances; joiners?: Instances } = {}): Promise<ServiceAddresses> {
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
  const url = ({ http }: Ports) => `http://127.0.0.1:${http}`;
  return {
    portsOf,
    urlOf: (role) => url(portsOf(role)),
    urlsOf: (role) => (ports.get(role) ?? []).map(url),
    token: randomBytes(18).toString('hex'),
  };
}

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
  signal: AbortSignal;
  onUnexpectedExit: (name: string, how: string) => void;
}): Promise<ServiceGroup> {
  const { addresses, signal, onUnexpectedExit } = options;
  const mail = mailSettings(process.env);
  const program = await serviceProgram(options.variant.serviceEntry, options.runDir);

  const environmentOf = (role: ServiceRole, instance: number) => {
    const { http, admin } = addresses.portsOf(role, instance);
    const name = instanceName(role, instance);
    return {
      PATH: process.env['PATH'] ?? '',
      NODE_ENV: 'production',
      SERVICE_ROLE: role,
      SERVICE_INSTANCE: String(instance),
      SERVICE_PROFILE: options.contender.profile,
      SERVICE_PORT: String(http),
      SERVICE_ADMIN_PORT: String(admin),
      SERVICE_ADMIN_TOKEN: addresses.token,
      SERVICE_DATABASE_URL: options.databaseUrlOf(role),
      SERVICE_PARENT_PIPE: '1',
      ...(role === 'billing'
        ? { CARD_NETWORK_DATABASE_URL: options.databaseUrlOf('card_network') }
        : {}),
      // Nobody else needs the mail server's password.
      ...(role === 'email' ? mail : {}),
      ...(options.traceDir ? { TRACE_FILE: join(options.traceDir, traceFileOf(name)) } : {}),
      ...(options.tracePrefix ? { TRACE_PREFIX: options.tracePrefix } : {}),
      CHAOS_SEED: String(options.seed),
      ...standingFaults(options.conditions, role),
      ...options.prepared.environmentOf(role),
    };
  };

  const processOf = (role: ServiceRole, instance: number): RunningService => {
    const name = instanceName(role, instance);
    return serviceProcess({
      ...{ role, name, signal, onUnexpectedExit, token: addresses.token },
      adminUrl: `http://127.0.0.1:${addresses.portsOf(role, instance).admin}`,
      spec: () => ({
        name: `${options.contender.name} ${name}`,
        ...program,
        logFile: join(options.runDir, `${options.runId}-${name}.log`),
        stdin: 'pipe',
        env: environmentOf(role, instance),
      }),
    });
  };

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
    pids: () =>
      Object.fromEntries(
        all.flatMap(({ name, pid }) => {
          const running = pid();
          return running === undefined ? [] : [[name, running]];
        }),
      ),
    stop: async () => {
      // The gateway first: it finishes what it has in hand while the others still answer.
      await first('gateway').stop();
      await Promise.all(all.map((service) => service.stop()));
    },
  };
}

function standingFaults(conditions: ServiceCondition[], role: ServiceRole) {
  const own = conditions
    .filter(({ target }) => target === role)
    .map((condition, n) => ({ id: `condition-${n}`, ...condition }));
  return own.length === 0 ? {} : { CHAOS_FAULTS: JSON.stringify(own) };
}
