// The four service processes of a contender: start, watch, kill, restart, ask for gauges.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createControlClient,
  type CapacityFault,
  type ControlClient,
  type FaultTarget,
} from 'chaos-monkey-lite';
import { z } from 'zod';
import type { DatabaseRole } from '../../shared/db/run-database.ts';
import { freePort } from '../../shared/infra/free-port.ts';
import { startProcess, type ManagedProcess } from '../../shared/infra/process.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { traceFileOf } from '../../shared/trace-reader.ts';
import {
  serviceRoles,
  type Contender,
  type PreparedVariant,
  type ServiceRole,
  type Variant,
} from '../../shared/variant.ts';

const readyDeadlineMs = 25_000;
const stopGraceMs = 9_000;

/** One running service. */
export type RunningService = FaultTarget & {
  role: ServiceRole;
  control: ControlClient;
  /** Runs `work`, during which the process may end without that being an accident. */
  expectExit(work: () => Promise<void>): Promise<void>;
  /** The last thing it logged; undefined when it does not run or has said nothing. */
  lastWords(): string | undefined;
  /** Numbers and words of its `/gauges`; undefined while it does not answer. */
  gauges(): Promise<Record<string, number | string> | undefined>;
};

/** A standing limit of one service, as chaos-monkey-lite takes it. */
export type ServiceCondition = Omit<CapacityFault, 'id'> & { target: ServiceRole };

/** Ports and secrets of a contender run's services, fixed before anything starts. */
export type ServiceAddresses = {
  urlOf(role: ServiceRole): string;
  adminUrlOf(role: ServiceRole): string;
  portsOf(role: ServiceRole): { http: number; admin: number };
  token: string;
};

/** All services of a contender run. */
export type ServiceGroup = {
  services: Record<ServiceRole, RunningService>;
  /** Process ids by service name, of those running now. */
  pids(): Record<string, number>;
  stop(): Promise<void>;
};

/** Finds free loopback ports for every service. */
export async function allotAddresses(): Promise<ServiceAddresses> {
  const ports = new Map<ServiceRole, { http: number; admin: number }>();
  for (const role of serviceRoles)
    ports.set(role, { http: await freePort(), admin: await freePort() });
  const portsOf = (role: ServiceRole) => {
    const found = ports.get(role);
    if (!found) throw new Error(`no ports for ${role}`);
    return found;
  };
  return {
    portsOf,
    urlOf: (role) => `http://127.0.0.1:${portsOf(role).http}`,
    adminUrlOf: (role) => `http://127.0.0.1:${portsOf(role).admin}`,
    token: randomBytes(18).toString('hex'),
  };
}

const gaugesSchema = z.record(z.string(), z.union([z.number(), z.string()]));

/**
 * Starts all four services and resolves when each answers `/readyz`. `onUnexpectedExit` hears of a
 * service that ended without having been told to.
 */
export async function startServices(options: {
  variant: Variant;
  contender: Contender;
  prepared: PreparedVariant;
  addresses: ServiceAddresses;
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
  onUnexpectedExit: (role: ServiceRole, how: string) => void;
}): Promise<ServiceGroup> {
  const { addresses, signal } = options;
  const running = new Map<ServiceRole, ManagedProcess>();
  const told = new Set<ManagedProcess>();

  const launch = async (role: ServiceRole) => {
    const { http, admin } = addresses.portsOf(role);
    const logFile = join(options.runDir, `${options.runId}-${role}.log`);
    const service = await startProcess({
      name: `${options.contender.name} ${role}`,
      command: process.execPath,
      args: ['--import', 'tsx', fileURLToPath(options.variant.serviceEntry)],
      logFile,
      stdin: 'pipe',
      env: {
        PATH: process.env['PATH'] ?? '',
        NODE_ENV: 'production',
        SERVICE_ROLE: role,
        SERVICE_PROFILE: options.contender.profile,
        SERVICE_PORT: String(http),
        SERVICE_ADMIN_PORT: String(admin),
        SERVICE_ADMIN_TOKEN: addresses.token,
        SERVICE_DATABASE_URL: options.databaseUrlOf(role),
        SERVICE_PARENT_PIPE: '1',
        ...(role === 'billing'
          ? { CARD_NETWORK_DATABASE_URL: options.databaseUrlOf('card_network') }
          : {}),
        ...(options.traceDir ? { TRACE_FILE: join(options.traceDir, traceFileOf(role)) } : {}),
        ...(options.tracePrefix ? { TRACE_PREFIX: options.tracePrefix } : {}),
        CHAOS_SEED: String(options.seed),
        ...standingFaults(options.conditions, role),
        ...options.prepared.environmentOf(role),
      },
    });
    running.set(role, service);
    let ready = false;
    void service.exited.then(({ code, signal: by }) => {
      if (running.get(role) === service) running.delete(role);
      if (ready && !told.has(service))
        options.onUnexpectedExit(role, by ? `was ended by ${by}` : `exited with code ${code ?? 0}`);
    });
    await waitUntil(
      `the ${role} service to be ready`,
      async () => {
        if (!service.running())
          throw new Error(`the ${role} service did not start: ${lastMessage(service.logTail(1))}`);
        return (await get(`${addresses.adminUrlOf(role)}/readyz`)) !== undefined;
      },
      { deadlineMs: readyDeadlineMs, everyMs: 25, signal },
    );
    ready = true;
  };

  const serviceOf = (role: ServiceRole): RunningService => ({
    role,
    name: role,
    pid: () => running.get(role)?.pid,
    kill: async () => {
      const service = running.get(role);
      if (!service) return;
      told.add(service);
      await service.kill();
    },
    start: () => launch(role),
    expectExit: async (work) => {
      const service = running.get(role);
      if (service) told.add(service);
      try {
        await work();
      } finally {
        if (service?.running()) told.delete(service);
      }
    },
    control: createControlClient({ url: addresses.adminUrlOf(role), token: addresses.token }),
    lastWords: () => {
      const tail = running.get(role)?.logTail(1);
      return tail ? lastMessage(tail) : undefined;
    },
    gauges: async () => {
      const body = await get(`${addresses.adminUrlOf(role)}/gauges`);
      const parsed = gaugesSchema.safeParse(body);
      return parsed.success ? parsed.data : undefined;
    },
  });

  const stop = async () => {
    for (const service of running.values()) told.add(service);
    // The gateway first: it finishes what it has in hand while the others still answer.
    await running.get('gateway')?.stop(stopGraceMs);
    await Promise.all([...running.values()].map((service) => service.stop(stopGraceMs)));
  };

  try {
    await Promise.all(serviceRoles.map(launch));
  } catch (error) {
    for (const service of running.values()) told.add(service);
    await Promise.all([...running.values()].map((service) => service.kill()));
    throw error;
  }
  return {
    services: {
      gateway: serviceOf('gateway'),
      ticket: serviceOf('ticket'),
      billing: serviceOf('billing'),
      email: serviceOf('email'),
    },
    pids: () => Object.fromEntries([...running].map(([role, service]) => [role, service.pid])),
    stop,
  };
}

function standingFaults(conditions: ServiceCondition[], role: ServiceRole) {
  const own = conditions
    .filter(({ target }) => target === role)
    .map((condition, n) => ({ id: `condition-${n}`, ...condition }));
  return own.length === 0 ? {} : { CHAOS_FAULTS: JSON.stringify(own) };
}

async function get(url: string): Promise<unknown> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

const logLine = z.object({ message: z.string(), error: z.string().optional() });

function lastMessage(line: string): string {
  try {
    const parsed = logLine.parse(JSON.parse(line));
    return parsed.error ?? parsed.message;
  } catch {
    return line.trim() || 'it wrote nothing';
  }
}
