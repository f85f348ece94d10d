// The cluster that KAFKA_BROKERS names: everything that would stop a run later is found out before it begins.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readKafkaSecurity, type KafkaSecurity } from '../kafka-security.ts';
import { EnvironmentError } from './environment-error.ts';
import { readFaultHook, type FaultHook } from './fault-hook.ts';
import { foreignServer } from './foreign-server.ts';
import { answersMetadata, countNodes, withAdmin } from './kafka-ready.ts';
import {
  readReplicationFactor,
  replicationOn,
  type KafkaReplication,
} from './kafka-replication.ts';
import { kafkaTrouble } from './kafka-trouble.ts';
import type { KafkaServer } from './kafka.ts';
import type { StartOptions } from './server.ts';
import { chainOf } from './tls-trouble.ts';

const answerDeadlineMs = 10_000;
const everyMs = 250;

/** The addresses in KAFKA_BROKERS. Throws EnvironmentError when one is no `host:port`. */
export function brokersIn(list: string): string[] {
  const brokers = list.split(',').map((broker) => broker.trim());
  if (brokers.every((broker) => /^[^\s/@]+:\d{1,5}$/.test(broker))) return brokers;
  throw new EnvironmentError(
    'KAFKA_BROKERS: must be a list of host:port, such as kafka-1:9092,kafka-2:9092',
  );
}

/** How a cluster has answered. */
export type ExternalCluster = {
  brokers: string[];
  security: KafkaSecurity | undefined;
  nodes: number;
};

/** Asks the cluster until it answers. Throws EnvironmentError with the sentence that mends it. */
export async function findCluster(
  env: NodeJS.ProcessEnv,
  { deadlineMs = answerDeadlineMs, signal }: { deadlineMs?: number; signal?: AbortSignal } = {},
): Promise<ExternalCluster> {
  const brokers = brokersIn(env['KAFKA_BROKERS'] ?? '');
  const security = readKafkaSecurity(env);
  const giveUpAtMs = performance.now() + deadlineMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const nodes = await countNodes(brokers, security);
      if (nodes > 0) return { brokers, security, nodes };
      if (performance.now() > giveUpAtMs)
        throw new EnvironmentError(
          `Kafka at ${brokers.join(', ')} has no controller: look at its logs`,
        );
    } catch (cause) {
      if (cause instanceof EnvironmentError) throw cause;
      const { sentence, waitingMayHelp } = await kafkaTrouble(cause, brokers, security);
      if (!waitingMayHelp || performance.now() > giveUpAtMs)
        throw new EnvironmentError(sentence, { cause });
    }
    await delay(everyMs, undefined, { signal });
  }
}

/**
 * Uses somebody else's cluster, the one that `env` names; a `hook` of ours stands in for the user's. Throws
 * EnvironmentError when a run on it could not work.
 */
export async function useCluster(
  { runDir, signal, replicationFactor }: StartOptions,
  { env = process.env, hook: ownHook }: { env?: NodeJS.ProcessEnv; hook?: FaultHook } = {},
): Promise<KafkaServer> {
  const asked = replicationFactor ?? readReplicationFactor(env);
  const { brokers, security, nodes } = await findCluster(env, signal ? { signal } : {});
  const replication = asked === undefined ? undefined : replicationOn(nodes, asked);
  const hook =
    ownHook ??
    readFaultHook('KAFKA_FAULT_HOOK', env, {
      logFile: join(runDir, 'kafka-fault-hook.log'),
      isBack: () => answersMetadata(brokers, security),
    });
  await requireTopicRights(brokers, security, replication);
  return {
    brokers,
    security,
    replication,
    nodes: [],
    version: 'external',
    javaVersion: null,
    ...foreignServer('Kafka', hook),
  };
}

/** Lets the cluster judge a topic like those of a run, without making it. */
async function requireTopicRights(
  brokers: string[],
  security: KafkaSecurity | undefined,
  replication: KafkaReplication | undefined,
): Promise<void> {
  try {
    await withAdmin({ brokers, security, connectionTimeoutMs: 5_000 }, (admin) =>
      admin.createTopics({
        validateOnly: true,
        waitForLeaders: false,
        topics: [
          {
            topic: `bk${randomBytes(4).toString('hex')}.probe`,
            numPartitions: 1,
            ...(replication ? { replicationFactor: replication.factor } : {}),
          },
        ],
      }),
    );
  } catch (cause) {
    throw new EnvironmentError(topicTrouble(cause, brokers), { cause });
  }
}

function topicTrouble(error: unknown, brokers: string[]): string {
  const at = `Kafka at ${brokers.join(', ')}`;
  const causes =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors)
      ? error.errors.flatMap(chainOf)
      : chainOf(error);
  if (causes.some(({ type }) => /AUTHORIZATION_FAILED/.test(type)))
    return `${at} lets this user create no topics: grant Create, Describe, Read, Write and Delete on topics that begin with "bk", and Read and Delete on such groups (docs/own-cluster.md)`;
  if (causes.some(({ name }) => /Connection|Timeout|BrokerNotFound/.test(name)))
    return `${at} answers, but a broker that it names does not: its advertised.listeners must be reachable from here (${causes.at(-1)?.message ?? ''})`;
  return `${at} would refuse the topics of a run: ${causes.at(-1)?.message ?? String(error)}`;
}
