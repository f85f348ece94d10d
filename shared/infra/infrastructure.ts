// Starts the servers a run needs, side by side, and stops them on every path.
import { sweepAbandonedRuns } from './abandoned-runs.ts';
import { startComposeProject, type ComposeProject } from './compose/compose-project.ts';
import { useComposeKafka, useComposePostgres } from './compose/compose-servers.ts';
import { EnvironmentError } from './environment-error.ts';
import type { KafkaNodeCount } from './kafka-nodes.ts';
import { startKafka, type KafkaServer } from './kafka.ts';
import { startPostgres, type PostgresServer } from './postgres.ts';
import { stopBelow } from './process.ts';
import { createRunDirectory, removeRunDirectory } from './run-directory.ts';
import type { KafkaSettings, Server } from './server.ts';

/** Servers of one harness run. */
export type Infrastructure = {
  /** Private directory for data and logs; gone after `stop`. */
  runDir: string;
  kafka: KafkaServer | undefined;
  postgres: PostgresServer | undefined;
  /** Where servers and services run as containers; absent = servers as above, services as processes. */
  compose?: ComposeProject;
  /** Aborted when a server of ours dies without having been told to; the reason says which and how. */
  lost: AbortSignal;
  /** Stops everything this run started and removes its directory. Safe to call twice. */
  stop(): Promise<void>;
};

/**
 * Sweeps what killed runs left, then starts the servers in parallel. If one fails, the others are
 * stopped and the first error is thrown.
 */
export async function startInfrastructure(options: {
  needs: ('kafka' | 'postgres')[];
  /** Settings of an embedded PostgreSQL beyond the usual ones. */
  postgresSettings?: Record<string, string>;
  /** Settings of an embedded Kafka beyond the usual ones. */
  kafkaSettings?: KafkaSettings;
  /** Copies of each topic; absent = what KAFKA_REPLICATION_FACTOR says, or the cluster's own default. */
  replicationFactor?: number | undefined;
  /** Nodes of an embedded Kafka; 1 when absent. */
  kafkaNodes?: KafkaNodeCount | undefined;
  /** `compose`: the servers of docker-compose.yml, in a project of this run; absent = embedded, or as the environment says. */
  target?: 'compose' | undefined;
  onProgress?: (detail: string) => void;
  signal?: AbortSignal;
}): Promise<Infrastructure> {
  const { needs, onProgress, signal } = options;
  await sweepAbandonedRuns();
  const runDir = createRunDirectory();
  const failed = new AbortController();
  const lost = new AbortController();
  let stopping = false;
  let compose: ComposeProject | undefined;
  const stop = async () => {
    stopping = true;
    await stopBelow(runDir);
    try {
      await compose?.down();
    } finally {
      await removeRunDirectory(runDir);
    }
  };
  const start = {
    runDir,
    onProgress,
    postgresSettings: options.postgresSettings,
    kafkaSettings: options.kafkaSettings,
    replicationFactor: options.replicationFactor,
    kafkaNodes: options.kafkaNodes,
    signal: signal ? AbortSignal.any([signal, failed.signal]) : failed.signal,
  };
  const guard = <T>(starting: Promise<T>): Promise<T> =>
    starting.catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  const watch = (name: string, server: Server | undefined) => {
    if (!server) return;
    const { kill, stop: shutDown, start: startAgain } = server;
    let endedOnPurpose = false;
    const watchProcess = () =>
      void server.exited.then(({ code, signal: by }) => {
        if (stopping || endedOnPurpose) return;
        const how = by ? `was ended by ${by}` : `exited with code ${code ?? 'unknown'}`;
        lost.abort(new EnvironmentError(`${name} ${how} during the run: start the run again`));
      });
    watchProcess();
    // A fault that ends the server is no accident; its next process is watched like the first.
    server.kill = () => {
      endedOnPurpose = true;
      return kill();
    };
    server.stop = () => {
      endedOnPurpose = true;
      return shutDown();
    };
    server.start = async () => {
      await startAgain();
      if (!endedOnPurpose) return;
      endedOnPurpose = false;
      watchProcess();
    };
  };

  if (options.target === 'compose')
    try {
      compose = await startComposeProject({ needs, runDir, onProgress, signal });
    } catch (error) {
      await stop();
      throw error;
    }
  const startOne = {
    postgres: () => (compose ? useComposePostgres(compose, start) : startPostgres(start)),
    kafka: () => (compose ? useComposeKafka(compose, start) : startKafka(start)),
  };
  const [postgres, kafka] = await Promise.allSettled([
    needs.includes('postgres') ? guard(startOne.postgres()) : Promise.resolve(undefined),
    needs.includes('kafka') ? guard(startOne.kafka()) : Promise.resolve(undefined),
  ]);
  if (postgres.status === 'rejected' || kafka.status === 'rejected') {
    await stop();
    throw failed.signal.reason;
  }
  watch('PostgreSQL', postgres.value);
  for (const node of kafka.value?.nodes ?? []) watch(node.title, node);
  if (compose) watch('Kafka', kafka.value);
  return {
    ...{ runDir, kafka: kafka.value, postgres: postgres.value, lost: lost.signal, stop },
    ...(compose ? { compose } : {}),
  };
}
