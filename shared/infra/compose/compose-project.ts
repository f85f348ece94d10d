// The compose project of one run: servers from docker-compose.yml, service containers beside them, and no trace afterwards.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EnvironmentError } from '../environment-error.ts';
import { freePort } from '../free-port.ts';
import { tellGuard } from '../guard.ts';
import type { ManagedProcess } from '../process.ts';
import { composeFile, parseConfig, type ComposeConfig } from './compose-file.ts';
import { explained, requireDocker, runProject } from './compose-ready.ts';
import { startContainer } from './container.ts';
import { docker, type DockerOptions } from './docker.ts';
import { controlServer, type ComposeServer, type ServerControl } from './server-control.ts';

/** A container to be made, in the words of a compose file; secrets may stand in its environment. */
export type ContainerSpec = {
  /** The service of the file whose image and command it has. */
  like: string;
  environment: Record<string, string>;
  /** Published on loopback: port of this machine → port inside. */
  ports: [outside: number, inside: number][];
  /** Directory of this machine → directory inside. */
  mounts: [outside: string, inside: string][];
  user: string | undefined;
};

/** A running project. */
export type ComposeProject = {
  config: ComposeConfig;
  /** Where this process finds the servers: ports on loopback. */
  portOf(server: ComposeServer): number;
  /** Watches a server, and breaks and mends it; `isBack` says when it answers again. */
  control(server: ComposeServer, isBack: () => Promise<boolean>): ServerControl;
  /** Makes containers, which do not run yet; each is known to the others by its name. */
  create(containers: Record<string, ContainerSpec>): Promise<void>;
  /** Starts one of them, the first time or again. */
  start(name: string, logFile: string): Promise<ManagedProcess>;
  /** Takes containers away, also those that run. */
  remove(names: string[]): Promise<void>;
  /** Removes the project with its volumes. Safe to call twice. */
  down(): Promise<void>;
};

const buildDeadlineMs = 20 * 60_000;
const upDeadlineMs = 10 * 60_000;
const downDeadlineMs = 90_000;

/** Starts `needs` in a project of its own, and builds the image of the services. Throws EnvironmentError with one sentence. */
export async function startComposeProject(options: {
  needs: ComposeServer[];
  runDir: string;
  onProgress?: ((detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}): Promise<ComposeProject> {
  const { needs, runDir, onProgress, signal } = options;
  await requireDocker(signal);
  const ports = { kafka: await portFrom('KAFKA_PORT'), postgres: await portFrom('PG_PORT') };
  const env = {
    ...process.env,
    COMPOSE_PROFILES: '',
    KAFKA_PORT: String(ports.kafka),
    PG_PORT: String(ports.postgres),
  };
  const compose = (args: string[], more: DockerOptions & { files?: string[] } = {}) => {
    const files = [composeFile, ...(more.files ?? [])].flatMap((file) => ['--file', file]);
    const global = ['--project-name', runProject, ...files, '--profile', '*'];
    return docker(['compose', ...global, ...args], { env, ...more });
  };
  const config = parseConfig(
    await compose(['config', '--format', 'json'], { signal }).catch(
      explained('docker-compose.yml cannot be read by this Compose'),
    ),
  );
  const containerOf = (name: string) => `${runProject}-${name}-1`;
  let isDown = false;
  const down = async () => {
    if (isDown) return;
    await compose(['down', '--volumes', '--remove-orphans', '--timeout', '2'], {
      deadlineMs: downDeadlineMs,
    }).catch(
      explained(
        `the compose project could not be removed: docker compose -p ${runProject} down --volumes --remove-orphans`,
      ),
    );
    isDown = true;
    tellGuard('down', runProject);
  };
  onProgress?.('the image of the services (the first build takes minutes)');
  await compose(['build', '--quiet', 'rest-gateway'], {
    ...{ signal, deadlineMs: buildDeadlineMs },
  }).catch(
    explained(
      'the image of the services could not be built: see docker compose build rest-gateway',
    ),
  );
  onProgress?.(`containers of ${needs.join(' and ')}`);
  tellGuard('project', runProject);
  try {
    await compose(['up', '--detach', '--quiet-pull', ...needs], {
      ...{ signal, deadlineMs: upDeadlineMs },
    }).catch(explainedStart);
  } catch (error) {
    await down().catch(() => undefined);
    throw error;
  }

  let files = 0;
  return {
    config,
    portOf: (server) => ports[server],
    control: (server, isBack) =>
      controlServer(server, { container: containerOf(server), runDir, isBack }),
    create: async (containers) => {
      const file = join(runDir, `containers-${++files}.json`);
      const services = Object.entries(containers).map(([name, spec]) => [
        name,
        definitionOf(spec, config),
      ]);
      // JSON is YAML too. Nobody else may read it: it holds the passwords of the run.
      writeFileSync(file, JSON.stringify({ services: Object.fromEntries(services) }), {
        mode: 0o600,
      });
      try {
        await compose(['create', ...Object.keys(containers)], { signal, files: [file] }).catch(
          explained('the containers of the services could not be made'),
        );
      } finally {
        rmSync(file, { force: true });
      }
    },
    start: (name, logFile) => startContainer({ container: containerOf(name), name, logFile }),
    remove: async (names) => {
      await docker(['rm', '--force', '--volumes', ...names.map(containerOf)]);
    },
    down,
  };
}

/** A service as a compose file has it. */
export function definitionOf(spec: ContainerSpec, config: ComposeConfig): unknown {
  const { image, command, init } = config.serviceOf(spec.like);
  return {
    image,
    ...{ init: init ?? true, restart: 'no' },
    ...(command ? { command: command.map(literal) } : {}),
    ...(spec.user === undefined ? {} : { user: spec.user }),
    environment: Object.fromEntries(
      Object.entries(spec.environment).map(([name, value]) => [name, literal(value)]),
    ),
    ports: spec.ports.map(([outside, inside]) => `127.0.0.1:${outside}:${inside}`),
    volumes: spec.mounts.map(([source, target]) => ({ type: 'bind', source, target })),
  };
}

/** Compose fills in what stands after a dollar sign, unless there are two. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

async function portFrom(variable: 'KAFKA_PORT' | 'PG_PORT'): Promise<number> {
  const text = process.env[variable];
  if (!text) return freePort();
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new EnvironmentError(`${variable}: must be a port, 1 to 65535`);
}

function explainedStart(cause: unknown): never {
  const isTaken =
    cause instanceof Error &&
    /port is already allocated|address already in use/.test(cause.message);
  return explained(
    isTaken
      ? 'a port of this machine is taken: unset KAFKA_PORT and PG_PORT, or name free ones'
      : 'the containers of Kafka and PostgreSQL could not be started',
  )(cause);
}
