// Starts the nodes of an embedded Kafka side by side and makes one server of them.
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import type { Java } from './java.ts';
import { lockedKafkaVersion, readJarLock } from './jar-lock.ts';
import type { KafkaPorts } from './kafka-config.ts';
import { createNode, type KafkaNode } from './kafka-node.ts';
import { replicationOf } from './kafka-nodes.ts';
import { newClusterId } from './kafka-storage.ts';
import type { KafkaServer } from './kafka.ts';
import type { StartOptions } from './server.ts';

/** Starts one node or three; resolves when every one of them is a member. When one fails, all are killed. */
export async function startCluster(
  java: Java,
  jars: string[],
  { runDir, kafkaNodes = 1, kafkaSettings, signal }: StartOptions,
  attempt: number,
): Promise<KafkaServer> {
  const ports: KafkaPorts[] = [];
  while (ports.length < kafkaNodes) ports.push(await freePorts());
  const plan = { java, jars, clusterId: newClusterId(), ports, kafkaSettings, signal };
  const nodes: KafkaNode[] = [];
  for (let id = 1; id <= kafkaNodes; id++) {
    const dir = kafkaNodes === 1 ? `kafka-${attempt}` : `kafka-${attempt}-node-${id}`;
    nodes.push(await createNode(id, join(runDir, dir), plan));
  }
  signal?.throwIfAborted();
  const server = serverOf(nodes, java.version);
  const starts = nodes.map((node) => node.start());
  try {
    await Promise.all(starts);
  } catch (error) {
    // The others wait for the one that failed; one that was only being launched is killed in the second round.
    await server.kill();
    await Promise.allSettled(starts);
    await server.kill();
    throw error;
  }
  return server;
}

function serverOf(nodes: KafkaNode[], javaVersion: string): KafkaServer {
  const all = async (doIt: (node: KafkaNode) => Promise<void>) => {
    await Promise.all(nodes.map(doIt));
  };
  const kill = () => all((node) => node.kill());
  return {
    nodes,
    brokers: nodes.map(({ address }) => address),
    security: undefined,
    replication: replicationOf(nodes.length),
    version: lockedKafkaVersion(readJarLock()),
    ...{ javaVersion, external: false },
    pid: () => (nodes.every((node) => node.pid() !== undefined) ? nodes[0]?.pid() : undefined),
    get exited() {
      return Promise.race(nodes.map(({ exited }) => exited));
    },
    kill,
    start: () => all((node) => node.start()),
    // Of several, the last would wait in vain for a quorum to let it go.
    stop: () => (nodes.length === 1 ? all((node) => node.stop()) : kill()),
  };
}

async function freePorts(): Promise<KafkaPorts> {
  return {
    client: await freePort(),
    controller: await freePort(),
    link: await freePort(),
    linkAdvertised: await freePort(),
  };
}
