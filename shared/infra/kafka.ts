// A real Kafka: an embedded KRaft node on loopback, or the cluster that KAFKA_BROKERS names.
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { KafkaSecurity } from '../kafka-security.ts';
import { useCluster } from './external-kafka.ts';
import { freePort } from './free-port.ts';
import { findJava, type Java } from './java.ts';
import { lockedKafkaVersion, readJarLock } from './jar-lock.ts';
import { jvmFlags, loggingConfig, serverProperties, withSettings } from './kafka-config.ts';
import { fetchKafkaJars, type JarProgress } from './kafka-jars.ts';
import { answersMetadata } from './kafka-ready.ts';
import {
  readReplicationFactor,
  replicationOn,
  type KafkaReplication,
} from './kafka-replication.ts';
import { formatStorage } from './kafka-storage.ts';
import { startProcess, type ManagedProcess } from './process.ts';
import type { Server, StartOptions } from './server.ts';
import { waitUntil } from './wait.ts';

/** A running Kafka. */
export type KafkaServer = Server & {
  /** Bootstrap addresses, `host:port`. */
  brokers: string[];
  /** How clients reach it; undefined = plain connections, no login. */
  security: KafkaSecurity | undefined;
  /** Copies of the topics of a run; undefined = the cluster's own default. */
  replication: KafkaReplication | undefined;
  /**
   * Where a link proxy may stand: clients that come in through `port` are sent on to `advertisedPort`,
   * where nobody listens until a proxy does. Undefined for an external cluster.
   */
  link: { port: number; advertisedPort: number } | undefined;
  /** Version of the embedded node; `external` for somebody else's cluster. */
  version: string;
  /** Version of the Java it runs on; null for an external cluster. */
  javaVersion: string | null;
};

const readyDeadlineMs = 30_000;
const stopGraceMs = 5_000;
const portTries = 3;

/** Starts Kafka and resolves when it answers metadata. Throws EnvironmentError when it cannot be had. */
export async function startKafka(options: StartOptions): Promise<KafkaServer> {
  if (process.env['KAFKA_BROKERS']) return useCluster(options);
  const factor = options.replicationFactor ?? readReplicationFactor(process.env) ?? 1;
  const replication = replicationOn(1, factor);
  const java = await findJava();
  const jars = await fetchKafkaJars({
    signal: options.signal,
    onProgress: throttled(({ done, total, bytes }) =>
      options.onProgress?.(`Kafka: ${done} of ${total} jars, ${Math.round(bytes / 1e6)} MB`),
    ),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      return await startNode({ java, jars, replication }, options, attempt);
    } catch (error) {
      options.signal?.throwIfAborted();
      // Between finding a free port and using it another program may have taken it.
      const portTaken =
        error instanceof Error && /address already in use|BindException/i.test(error.message);
      if (!portTaken || attempt >= portTries) throw error;
    }
  }
}

/** At most one report a second: a warm cache is checked in no time and needs none. */
function throttled(report: (progress: JarProgress) => void): (progress: JarProgress) => void {
  let reportedAt = performance.now();
  return (progress) => {
    if (performance.now() - reportedAt < 1_000) return;
    reportedAt = performance.now();
    report(progress);
  };
}

async function startNode(
  { java, jars, replication }: { java: Java; jars: string[]; replication: KafkaReplication },
  { runDir, kafkaSettings, signal }: StartOptions,
  attempt: number,
): Promise<KafkaServer> {
  const dir = join(runDir, `kafka-${attempt}`);
  mkdirSync(dir, { recursive: true });
  const ports = {
    client: await freePort(),
    controller: await freePort(),
    link: await freePort(),
    linkAdvertised: await freePort(),
  };
  const properties = join(dir, 'server.properties');
  const usual = serverProperties(join(dir, 'data'), ports);
  // Settings may hold passwords.
  writeFileSync(properties, withSettings(usual, kafkaSettings), { mode: 0o600 });
  writeFileSync(join(dir, 'log4j2.yaml'), loggingConfig());
  const logFile = join(dir, 'kafka.log');
  const launch = () =>
    startProcess({
      name: 'Kafka',
      command: java.path,
      args: [
        ...jvmFlags,
        `-Dlog4j2.configurationFile=${join(dir, 'log4j2.yaml')}`,
        '-cp',
        jars.join(delimiter),
        'kafka.Kafka',
        properties,
      ],
      cwd: dir,
      logFile,
      // Out of the terminal's process group: Ctrl-C is for the harness, which then stops us in order.
      detached: true,
    });

  await formatStorage(join(dir, 'data'));
  signal?.throwIfAborted();
  const brokers = [`127.0.0.1:${ports.client}`];
  let node: ManagedProcess | undefined;
  const start = async () => {
    const started = await launch();
    node = started;
    try {
      await waitUntil(
        'Kafka to answer metadata',
        async () => {
          if (!started.running())
            throw new Error(`Kafka ended while starting: ${started.logTail(8)}`);
          return answersMetadata(brokers);
        },
        { deadlineMs: readyDeadlineMs, everyMs: 50, signal },
      );
    } catch (error) {
      await started.kill();
      throw error;
    }
  };
  await start();
  return {
    brokers,
    security: undefined,
    replication,
    link: { port: ports.link, advertisedPort: ports.linkAdvertised },
    version: lockedKafkaVersion(readJarLock()),
    javaVersion: java.version,
    external: false,
    pid: () => (node?.running() ? node.pid : undefined),
    get exited() {
      return node?.exited ?? Promise.resolve({ code: null, signal: null });
    },
    kill: async () => {
      await node?.kill();
    },
    start: async () => {
      if (!node?.running()) await start();
    },
    stop: async () => {
      await node?.stop(stopGraceMs);
    },
  };
}
