// A real Kafka: embedded KRaft nodes on loopback, or the cluster that KAFKA_BROKERS names.
import type { KafkaSecurity } from '../kafka-security.ts';
import { EnvironmentError } from './environment-error.ts';
import { useCluster } from './external-kafka.ts';
import { findJava } from './java.ts';
import { startCluster } from './kafka-cluster.ts';
import { fetchKafkaJars, type JarProgress } from './kafka-jars.ts';
import type { KafkaNode } from './kafka-node.ts';
import { whyNotEmbedded } from './kafka-nodes.ts';
import { readReplicationFactor, type KafkaReplication } from './kafka-replication.ts';
import type { Server, StartOptions } from './server.ts';

/** A running Kafka: all its nodes together. It has a pid (that of the first) only while every node runs. */
export type KafkaServer = Server & {
  /** Bootstrap addresses, `host:port`. */
  brokers: string[];
  /** How clients reach it; undefined = plain connections, no login. */
  security: KafkaSecurity | undefined;
  /** Its nodes, one or three; none of an external cluster is ours. */
  nodes: readonly KafkaNode[];
  /** Copies of the topics of a run; undefined = the cluster's own default, which only an external one has. */
  replication: KafkaReplication | undefined;
  /** Version of the embedded node; `external` for somebody else's cluster. */
  version: string;
  /** Version of the Java it runs on; null for an external cluster. */
  javaVersion: string | null;
};

const portTries = 3;

/** Starts Kafka and resolves when it answers metadata. Throws EnvironmentError when it cannot be had. */
export async function startKafka(options: StartOptions): Promise<KafkaServer> {
  if (process.env['KAFKA_BROKERS']) return useCluster(options);
  const factor = options.replicationFactor ?? readReplicationFactor(process.env);
  const why = factor === undefined ? undefined : whyNotEmbedded(options.kafkaNodes ?? 1, factor);
  if (why) throw new EnvironmentError(why);
  const java = await findJava();
  const jars = await fetchKafkaJars({
    signal: options.signal,
    onProgress: throttled(({ done, total, bytes }) =>
      options.onProgress?.(`Kafka: ${done} of ${total} jars, ${Math.round(bytes / 1e6)} MB`),
    ),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      return await startCluster(java, jars, options, attempt);
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
