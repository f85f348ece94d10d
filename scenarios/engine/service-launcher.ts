// Two ways to run a service: as a process of this machine, or in a container of the run's compose project.
import { chown } from 'node:fs/promises';
import { join } from 'node:path';
import type { ComposeProject } from '../../shared/infra/compose/compose-project.ts';
import { startProcess, type ManagedProcess } from '../../shared/infra/process.ts';
import { serviceProgram } from '../../shared/infra/service-program.ts';
import { traceFileOf } from '../../shared/trace-reader.ts';
import type { ServiceRole, Variant } from '../../shared/variant.ts';
import { instanceName } from './instances.ts';
import { portsInside, type ServiceAddresses } from './service-addresses.ts';

/** Starts instances of services, the first time or again. */
export type Launcher = {
  launch(role: ServiceRole, instance: number): Promise<ManagedProcess>;
  /** Takes away what is left when none of them runs any more. */
  close(): Promise<void>;
};

/** What both ways need. */
export type LaunchOptions = {
  variant: Variant;
  addresses: ServiceAddresses;
  /** What the instance is told, but for where it runs. */
  settingsOf(role: ServiceRole, instance: number): Record<string, string>;
  /** Before a name, for people. */
  title: string;
  runDir: string;
  runId: string;
  /** Where the services write their traces; absent = they do not. */
  traceDir?: string | undefined;
};

/** Processes that end with this one. */
export function processLauncher(options: LaunchOptions): Launcher {
  const { addresses, traceDir } = options;
  return {
    launch: async (role, instance) => {
      const { http, admin } = addresses.portsOf(role, instance);
      const name = instanceName(role, instance);
      return startProcess({
        name: `${options.title} ${name}`,
        ...(await serviceProgram(options.variant.serviceEntry, options.runDir)),
        logFile: logFileOf(options, name),
        stdin: 'pipe',
        env: {
          PATH: process.env['PATH'] ?? '',
          SERVICE_PORT: String(http),
          SERVICE_ADMIN_PORT: String(admin),
          SERVICE_PARENT_PIPE: '1',
          ...(traceDir ? { TRACE_FILE: join(traceDir, traceFileOf(name)) } : {}),
          ...options.settingsOf(role, instance),
        },
      });
    },
    close: () => Promise.resolve(),
  };
}

const tracesInside = '/traces';
/** Of the image's own user, who is not root. */
const imageUser = { uid: 1_000, gid: 1_000 };

/** Containers of all `instances`, made before the first of them starts. */
export async function containerLauncher(
  project: ComposeProject,
  instances: readonly { role: ServiceRole; instance: number }[],
  options: LaunchOptions,
): Promise<Launcher> {
  const { addresses, traceDir } = options;
  const user = await userWhoWrites(traceDir);
  const specs = instances.map(({ role, instance }) => {
    const name = instanceName(role, instance);
    const { http, admin } = addresses.portsOf(role, instance);
    const ports: [number, number][] = [[admin, portsInside.admin]];
    if (role === 'gateway') ports.push([http, portsInside.http]);
    const spec = {
      ...{ like: `${options.variant.name}-${role}`, ports, user },
      mounts: traceDir ? ([[traceDir, tracesInside]] satisfies [string, string][]) : [],
      environment: {
        SERVICE_HOST: '0.0.0.0',
        SERVICE_PORT: String(portsInside.http),
        SERVICE_ADMIN_PORT: String(portsInside.admin),
        ...(traceDir ? { TRACE_FILE: `${tracesInside}/${traceFileOf(name)}` } : {}),
        ...options.settingsOf(role, instance),
      },
    };
    return [name, spec] as const;
  });
  await project.create(Object.fromEntries(specs));
  return {
    launch: (role, instance) => {
      const name = instanceName(role, instance);
      return project.start(name, logFileOf(options, name));
    },
    close: () => project.remove(specs.map(([name]) => name)),
  };
}

/** Whoever writes traces must be somebody whose files the harness can read; never root. Undefined = the image's user. */
async function userWhoWrites(traceDir: string | undefined): Promise<string | undefined> {
  const own = { uid: process.getuid?.(), gid: process.getgid?.() };
  if (own.uid === undefined || own.gid === undefined) return undefined;
  if (own.uid !== 0) return `${own.uid}:${own.gid}`;
  if (traceDir) await chown(traceDir, imageUser.uid, imageUser.gid);
  return `${imageUser.uid}:${imageUser.gid}`;
}

function logFileOf({ runDir, runId }: LaunchOptions, name: string): string {
  return join(runDir, `${runId}-${name}.log`);
}
