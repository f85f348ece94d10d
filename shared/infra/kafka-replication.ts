// How many copies of a topic there are to be, and whether a cluster has the nodes for it.
import { EnvironmentError } from './environment-error.ts';

/** Copies of each partition, and how many of them must have a record before it is acknowledged. */
export type KafkaReplication = { factor: number; minInSync: number };

/** The factor that KAFKA_REPLICATION_FACTOR asks for; undefined when it is not set. Throws EnvironmentError. */
export function readReplicationFactor(env: NodeJS.ProcessEnv): number | undefined {
  const text = env['KAFKA_REPLICATION_FACTOR'];
  if (!text) return undefined;
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new EnvironmentError('KAFKA_REPLICATION_FACTOR: must be a whole number from 1');
  return Number(text);
}

/**
 * The replication with this factor on so many nodes: one copy less must do, so that one node may be away.
 * Throws EnvironmentError where there are too few nodes.
 */
export function replicationOn(nodes: number, factor: number): KafkaReplication {
  if (factor > nodes)
    throw new EnvironmentError(
      `replication factor ${factor} needs ${factor} Kafka nodes, and there ${nodes === 1 ? 'is one' : `are ${nodes}`}: lower --replication-factor (KAFKA_REPLICATION_FACTOR), or use a larger cluster`,
    );
  return { factor, minInSync: Math.max(1, factor - 1) };
}
