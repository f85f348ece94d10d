// How many nodes an embedded Kafka may have, what they are called, and how often they keep each record.
import { replicationOn, type KafkaReplication } from './kafka-replication.ts';

/** A lone node, or the smallest cluster that goes on without one of its nodes. */
export const kafkaNodeCounts = [1, 3] as const;
export type KafkaNodeCount = (typeof kafkaNodeCounts)[number];

/** What faults and figures call the nodes of a cluster; a lone node is called `kafka`. */
export const kafkaNodeNames = ['kafka-1', 'kafka-2', 'kafka-3'] as const;
export type KafkaNodeName = (typeof kafkaNodeNames)[number];

/** Whether a fault's target is Kafka, all of it or one of its nodes. */
export function isKafka(target: string): boolean {
  return target === 'kafka' || kafkaNodeNames.some((name) => name === target);
}

/** A cluster keeps everything on every node, and acknowledges what all but one have. */
export function replicationOf(nodes: number): KafkaReplication {
  return replicationOn(nodes, nodes);
}

/** Why an embedded Kafka of so many nodes cannot have this factor; undefined when it is the one it has. */
export function whyNotEmbedded(nodes: number, factor: number): string | undefined {
  if (factor === nodes) return undefined;
  const copies =
    nodes === 1
      ? 'has one node and keeps one copy'
      : `has ${nodes} nodes and keeps ${nodes} copies`;
  return `a replication factor of ${factor} is for a cluster that KAFKA_BROKERS names, and the embedded Kafka ${copies}`;
}
