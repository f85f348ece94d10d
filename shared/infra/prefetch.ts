// Fetches now what a run would fetch later, so that a room full of people needs no network.
import { checkJava } from './doctor-kafka.ts';
import { checkNode } from './doctor-machine.ts';
import { checkPostgres } from './doctor-postgres.ts';
import type { Finding } from './doctor.ts';
import { lockedKafkaVersion, readJarLock, type LockedJar } from './jar-lock.ts';
import { countCachedJars, fetchKafkaJars, type JarProgress } from './kafka-jars.ts';

/**
 * Puts Kafka's jars into the cache and PostgreSQL's libraries into order, and says what is there. What is
 * there already is left alone. Throws nothing that a person can mend: that is a finding.
 */
export async function prefetch(
  options: {
    env?: NodeJS.ProcessEnv;
    lock?: LockedJar[];
    backoffMs?: number;
    onProgress?: (progress: JarProgress) => void;
  } = {},
): Promise<Finding[]> {
  const { env = process.env } = options;
  const kafka: Promise<Finding>[] = env['KAFKA_BROKERS']
    ? [Promise.resolve({ state: 'ok', text: 'Kafka: nothing to fetch, KAFKA_BROKERS is set' })]
    : [checkJava(env), fetchJars({ ...options, env })];
  const checks = [checkNode(), ...kafka, checkPostgres(env)];
  return Promise.all(
    checks.map((check) =>
      check.catch((error: unknown): Finding => ({
        state: 'missing',
        text: error instanceof Error ? error.message : String(error),
      })),
    ),
  );
}

async function fetchJars(options: {
  env: NodeJS.ProcessEnv;
  lock?: LockedJar[];
  backoffMs?: number;
  onProgress?: (progress: JarProgress) => void;
}): Promise<Finding> {
  const { env, lock = readJarLock() } = options;
  const { cached, total, dir } = await countCachedJars(env, lock);
  await fetchKafkaJars({ ...options, lock });
  const megabytes = Math.round(lock.reduce((sum, { size }) => sum + size, 0) / 1e6);
  const news = cached === total ? 'all were there already' : `${total - cached} fetched now`;
  return {
    state: 'ok',
    text: `Kafka ${lockedKafkaVersion(lock)}: ${total} jars (${megabytes} MB) in ${dir}, ${news}`,
  };
}
