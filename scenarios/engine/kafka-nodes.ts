// How many Kafka nodes a run has: the scenario's number, or the command line's, and what makes no sense.
import { kafkaNodeNames, replicationOf, whyNotEmbedded } from '../../shared/infra/kafka-nodes.ts';
import type { KafkaNodeCount } from '../../shared/infra/kafka-nodes.ts';
import { readReplicationFactor } from '../../shared/infra/kafka-replication.ts';
import { UsageError, type Arguments } from './arguments.ts';
import type { CatalogEntry } from './catalog.ts';
import type { ScenarioFault } from './faults/fault-schema.ts';

/** What a scenario says about Kafka. */
export type KafkaPart = { faults: ScenarioFault[]; kafkaNodes?: KafkaNodeCount | undefined };

/** Node that a fault names although a lone node has no name but kafka; undefined when all is well. */
export function missingNode({ faults, kafkaNodes = 1 }: KafkaPart): string | undefined {
  if (kafkaNodes > 1) return undefined;
  return kafkaNodeNames.find((name) => faults.some((f) => 'target' in f && f.target === name));
}

/** Throws UsageError for a number of nodes that would change nothing: a result must not claim it. */
export function refuseIdleKafkaNodes(
  { kafkaNodes, replicationFactor }: Pick<Arguments, 'kafkaNodes' | 'replicationFactor'>,
  entries: Pick<CatalogEntry, 'variant'>[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (kafkaNodes === undefined) return;
  if (env['KAFKA_BROKERS'])
    throw new UsageError(
      '--kafka-nodes: KAFKA_BROKERS names a cluster, and it has the nodes that it has; unset one of the two',
    );
  if (replicationFactor !== undefined || readReplicationFactor(env) !== undefined)
    throw new UsageError(
      `--kafka-nodes: ${replicationName(replicationFactor)} is for a cluster that KAFKA_BROKERS names, and the embedded one keeps a copy on each of its nodes; leave one of the two away`,
    );
  if (!usesKafka(entries))
    throw new UsageError('--kafka-nodes: no contender of this run uses Kafka');
}

/** Throws UsageError for a replication factor that the embedded Kafka of a run would not have. */
export function refuseOtherReplication(
  { replicationFactor }: Pick<Arguments, 'replicationFactor'>,
  { kafkaNodes = 1 }: Pick<KafkaPart, 'kafkaNodes'>,
  entries: Pick<CatalogEntry, 'variant'>[],
  env: NodeJS.ProcessEnv = process.env,
): void {
  if (env['KAFKA_BROKERS'] || !usesKafka(entries)) return;
  const factor = replicationFactor ?? readReplicationFactor(env);
  const why = factor === undefined ? undefined : whyNotEmbedded(kafkaNodes, factor);
  if (!why) return;
  const instead = factor === 3 ? ': use --kafka-nodes 3 instead' : '';
  throw new UsageError(`${replicationName(replicationFactor)}: ${why}${instead}`);
}

function replicationName(option: number | undefined): string {
  return option === undefined ? 'KAFKA_REPLICATION_FACTOR' : '--replication-factor';
}

function usesKafka(entries: Pick<CatalogEntry, 'variant'>[]): boolean {
  return entries.some(({ variant }) => variant.needs.includes('kafka'));
}

/** Nodes that are started for a scenario; where Kafka is not ours to start, the number says nothing. */
export function embeddedNodes(
  { kafkaNodes = 1 }: Pick<KafkaPart, 'kafkaNodes'>,
  env: NodeJS.ProcessEnv = process.env,
): KafkaNodeCount {
  return env['KAFKA_BROKERS'] ? 1 : kafkaNodes;
}

/** The servers of a run in a few words, for whoever waits for them. */
export function serverWords(needs: string[], nodes: KafkaNodeCount): string {
  if (!needs.includes('kafka')) return 'PostgreSQL';
  if (nodes === 1) return 'Kafka and PostgreSQL';
  const { factor, minInSync } = replicationOf(nodes);
  return `Kafka (${nodes} nodes, replication factor ${factor}, min in-sync ${minInSync}) and PostgreSQL`;
}
