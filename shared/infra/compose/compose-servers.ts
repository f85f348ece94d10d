// Kafka and PostgreSQL of a compose project, used like servers of one's own, except that faults need no hook of the user's.
import { EnvironmentError } from '../environment-error.ts';
import { useCluster } from '../external-kafka.ts';
import { useServer } from '../external-postgres.ts';
import { answersMetadata } from '../kafka-ready.ts';
import type { KafkaServer } from '../kafka.ts';
import { postgresVersion } from '../postgres-version.ts';
import type { PostgresServer } from '../postgres.ts';
import type { StartOptions } from '../server.ts';
import { waitUntil } from '../wait.ts';
import type { ComposeProject } from './compose-project.ts';
import { docker } from './docker.ts';
import type { ComposeServer } from './server-control.ts';

const answerDeadlineMs = 90_000;
/** Set by docs/compose/stand-ins/make.sh. */
const standInLabel = 'rest-vs-broker.stand-in';

/** Ports inside the project, as docker-compose.yml has them. */
const inside = { kafka: 'kafka:19092', postgres: 'postgres:5432' };

/** The addresses that containers of the project use. */
export function kafkaBrokersInside(): string[] {
  return [inside.kafka];
}

/** The address of a database as a container of the project has to be told it. */
export function databaseUrlInside(url: string): string {
  const changed = new URL(url);
  changed.host = inside.postgres;
  return changed.href;
}

/** The project's Kafka, once it answers. */
export async function useComposeKafka(
  project: ComposeProject,
  options: StartOptions,
): Promise<KafkaServer> {
  const brokers = [`127.0.0.1:${project.portOf('kafka')}`];
  const isBack = () => answersMetadata(brokers);
  await untilAnswers('kafka', isBack, options.signal);
  const image = await imageOf('kafka', project);
  const { hook, exited } = project.control('kafka', isBack);
  const server = await useCluster(options, { env: { KAFKA_BROKERS: brokers.join(',') }, hook });
  return { ...server, image, exited, version: image };
}

/** The project's PostgreSQL, once it answers. */
export async function useComposePostgres(
  project: ComposeProject,
  { runDir, signal }: StartOptions,
): Promise<PostgresServer> {
  const url = project.config.databaseUrl(`127.0.0.1:${project.portOf('postgres')}`);
  const isBack = () =>
    postgresVersion(url, 2_000).then(
      () => true,
      () => false,
    );
  await untilAnswers('postgres', isBack, signal);
  const image = await imageOf('postgres', project);
  const { hook, exited } = project.control('postgres', isBack);
  const server = await useServer(url, runDir, hook);
  return { ...server, image, exited };
}

/** Its name as reports may quote it: a stand-in must not pass for the image whose name it carries. */
async function imageOf(server: ComposeServer, { config }: ComposeProject): Promise<string> {
  const { image } = config.serviceOf(server);
  const format = `{{index .Config.Labels "${standInLabel}"}}`;
  const label = await docker(['image', 'inspect', '--format', format, image]);
  return label.trim() === 'true' ? `${image} (stand-in)` : image;
}

async function untilAnswers(
  server: ComposeServer,
  isBack: () => Promise<boolean>,
  signal: AbortSignal | undefined,
): Promise<void> {
  try {
    await waitUntil(`${server} of the compose project to answer`, isBack, {
      ...{ deadlineMs: answerDeadlineMs, everyMs: 200, signal },
    });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new EnvironmentError(
      `${server} of docker-compose.yml did not answer within ${answerDeadlineMs / 1_000} s: docker compose up ${server} shows why`,
      { cause },
    );
  }
}
