// What the doctor asks about Kafka: a Java and its jars, or the cluster that KAFKA_BROKERS names.
import type { Finding } from './doctor.ts';
import { findCluster } from './external-kafka.ts';
import { findJava } from './java.ts';
import { readJarLock } from './jar-lock.ts';
import { countCachedJars } from './kafka-jars.ts';
import { readReplicationFactor, replicationOn } from './kafka-replication.ts';

/** A Java that can run Kafka. Rejects with the sentence that mends it when there is none. */
export async function checkJava(env: NodeJS.ProcessEnv): Promise<Finding> {
  const { version, path } = await findJava(env);
  return { state: 'ok', text: `Java ${version} at ${path}` };
}

/** How many of Kafka's jars are cached and intact. */
export async function checkJars(env: NodeJS.ProcessEnv): Promise<Finding> {
  const { cached, total, dir } = await countCachedJars(env);
  const megabytes = Math.round(readJarLock().reduce((sum, { size }) => sum + size, 0) / 1e6);
  const text = `Kafka: ${cached} of ${total} jars (${megabytes} MB) in ${dir}`;
  if (cached === total) return { state: 'ok', text };
  return {
    state: 'note',
    text: `${text}; the next run fetches the others once`,
    mend: 'without a network, point MAVEN_REPO_URL to a mirror or KAFKA_JARS_DIR to a filled directory',
  };
}

/** Whether the cluster that KAFKA_BROKERS names answers, lets us in, and has nodes enough. */
export async function checkKafka(env: NodeJS.ProcessEnv, deadlineMs = 5_000): Promise<Finding> {
  const list = env['KAFKA_BROKERS'] ?? '';
  try {
    const { nodes, security } = await findCluster(env, { deadlineMs });
    const asked = readReplicationFactor(env);
    if (asked !== undefined) replicationOn(nodes, asked);
    const ways = [
      nodes === 1 ? 'one node' : `${nodes} nodes`,
      security?.tls ? 'TLS' : '',
      security?.sasl ? `SASL ${security.sasl.mechanism}` : '',
    ].filter(Boolean);
    return { state: 'ok', text: `Kafka at ${list} (KAFKA_BROKERS) answers: ${ways.join(', ')}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!why.startsWith('no Kafka answers')) return { state: 'missing', text: why };
    return {
      state: 'missing',
      text: `Kafka at ${list} (KAFKA_BROKERS) does not answer`,
      mend: 'start it, correct KAFKA_BROKERS, or `unset KAFKA_BROKERS` to use the embedded one',
    };
  }
}
