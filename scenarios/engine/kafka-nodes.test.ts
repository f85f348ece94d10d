import { describe, expect, it } from 'vitest';
import { UsageError } from './arguments.ts';
import { loadContenders, loadScenario } from './catalog.ts';
import { configure } from './configure.ts';
import {
  embeddedNodes,
  refuseIdleKafkaNodes,
  refuseOtherReplication,
  serverWords,
} from './kafka-nodes.ts';

const contenders = await loadContenders();
const entries = (...names: string[]) => names.flatMap((name) => contenders.get(name) ?? []);
const unchanged = {
  ...{ quick: true, durationMs: undefined, ratePerSecond: undefined, faultShare: undefined },
};

describe('the number of Kafka nodes', () => {
  it('is the scenario’s, or the command line’s', async () => {
    const scenario = await loadScenario('broker-down');
    expect(configure(scenario, unchanged).kafkaNodes).toBeUndefined();
    expect(configure(scenario, { ...unchanged, kafkaNodes: 3 }).kafkaNodes).toBe(3);
    const own = await loadScenario('broker-rolling-restart');
    expect(configure(own, unchanged).kafkaNodes).toBe(3);
    expect(configure(own, { ...unchanged, kafkaNodes: 1 }).kafkaNodes).toBe(1);
  });

  it('is refused where a fault hits a node that there would not be', async () => {
    const scenario = await loadScenario('broker-node-down');
    const alone = () => configure(scenario, { ...unchanged, kafkaNodes: 1 });
    expect(alone).toThrow(UsageError);
    expect(alone).toThrow('--kafka-nodes: broker-node-down hits kafka-1, so it needs 3 nodes');
  });

  it('is refused where it would change nothing', () => {
    const three = { kafkaNodes: 3, replicationFactor: undefined } as const;
    const refuse = (names: string[], env: NodeJS.ProcessEnv = {}) =>
      refuseIdleKafkaNodes(three, entries(...names), env);
    expect(() => refuse(['rest'])).toThrow('--kafka-nodes: no contender of this run uses Kafka');
    expect(() => refuse(['broker'], { KAFKA_BROKERS: 'a:1' })).toThrow(/KAFKA_BROKERS names/);
    expect(() => refuse(['rest', 'broker'])).not.toThrow();
    expect(() =>
      refuseIdleKafkaNodes({ ...three, kafkaNodes: undefined }, entries('rest'), {}),
    ).not.toThrow();
  });

  it('is refused beside a replication factor, which is for somebody else’s cluster', () => {
    const refuse = (replicationFactor: number | undefined, env: NodeJS.ProcessEnv = {}) =>
      refuseIdleKafkaNodes({ kafkaNodes: 3, replicationFactor }, entries('broker'), env);
    expect(() => refuse(3)).toThrow('--kafka-nodes: --replication-factor is for a cluster');
    expect(() => refuse(undefined, { KAFKA_REPLICATION_FACTOR: '3' })).toThrow(
      '--kafka-nodes: KAFKA_REPLICATION_FACTOR is for a cluster',
    );
  });

  it('says nothing where Kafka is somebody else’s', () => {
    expect(embeddedNodes({ kafkaNodes: 3 }, {})).toBe(3);
    expect(embeddedNodes({}, {})).toBe(1);
    expect(embeddedNodes({ kafkaNodes: 3 }, { KAFKA_BROKERS: 'a:1' })).toBe(1);
  });

  it('is said while they start', () => {
    expect(serverWords(['postgres'], 1)).toBe('PostgreSQL');
    expect(serverWords(['postgres', 'kafka'], 1)).toBe('Kafka and PostgreSQL');
    expect(serverWords(['postgres', 'kafka'], 3)).toContain('3 nodes, replication factor 3');
  });
});

describe('a replication factor', () => {
  type Run = { names?: string[]; env?: NodeJS.ProcessEnv; kafkaNodes?: 3 };
  const refuse = (
    replicationFactor: number | undefined,
    { names = ['broker'], env = {}, kafkaNodes }: Run = {},
  ) => refuseOtherReplication({ replicationFactor }, { kafkaNodes }, entries(...names), env);

  it('is refused where the embedded Kafka has another', () => {
    expect(() => refuse(3)).toThrow(UsageError);
    expect(() => refuse(3)).toThrow(
      '--replication-factor: a replication factor of 3 is for a cluster that KAFKA_BROKERS names, and the embedded Kafka has one node and keeps one copy: use --kafka-nodes 3 instead',
    );
    expect(() => refuse(1, { kafkaNodes: 3 })).toThrow('has 3 nodes and keeps 3 copies');
    expect(() => refuse(undefined, { env: { KAFKA_REPLICATION_FACTOR: '2' } })).toThrow(
      'KAFKA_REPLICATION_FACTOR: a replication factor of 2',
    );
  });

  it('is left to a cluster of one’s own, and to runs without Kafka', () => {
    expect(() => refuse(3, { env: { KAFKA_BROKERS: 'a:1' } })).not.toThrow();
    expect(() => refuse(3, { names: ['rest'] })).not.toThrow();
    expect(() => refuse(1)).not.toThrow();
    expect(() => refuse(3, { kafkaNodes: 3 })).not.toThrow();
  });
});
