// Asks a cluster for its metadata: the only proof that a broker is ready for clients.
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { clientSecurity, type KafkaSecurity } from '../kafka-security.ts';

/** True when the brokers answer a metadata request with at least one live broker. Never throws. */
export async function answersMetadata(
  brokers: string[],
  security?: KafkaSecurity,
): Promise<boolean> {
  try {
    return (await countNodes(brokers, security)) > 0;
  } catch {
    return false;
  }
}

/** How many nodes live in the cluster; 0 while it has no controller. Rejects with the client's error. */
export async function countNodes(brokers: string[], security?: KafkaSecurity): Promise<number> {
  return withAdmin({ brokers, security, connectionTimeoutMs: 1_000 }, async (admin) => {
    const { brokers: live, controller } = await admin.describeCluster();
    return controller === null ? 0 : live.length;
  });
}

/** True when the node at `address` answers, and is one of the live brokers of a cluster that has a controller. Never throws. */
export function isMember(address: string, nodeId: number): Promise<boolean> {
  return asked([address], async (admin) => {
    const { brokers: live, controller } = await admin.describeCluster();
    return controller !== null && live.some((broker) => broker.nodeId === nodeId);
  });
}

/** True when the node has caught up on every partition that it keeps a copy of. Never throws. */
export function isInSync(brokers: string[], nodeId: number): Promise<boolean> {
  return asked(brokers, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata();
    return topics
      .flatMap(({ partitions }) => partitions)
      .every(({ replicas, isr }) => !replicas.includes(nodeId) || isr.includes(nodeId));
  });
}

/** Of nodes that are ours, and so reached without TLS and login. */
async function asked(
  brokers: string[],
  question: (admin: Admin) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await withAdmin({ brokers, security: undefined, connectionTimeoutMs: 1_000 }, question);
  } catch {
    return false;
  }
}

/** Runs `work` with an admin client that tries each broker once. */
export async function withAdmin<T>(
  options: {
    brokers: string[];
    security: KafkaSecurity | undefined;
    /** Longest time for a connection, TLS included. */
    connectionTimeoutMs: number;
  },
  work: (admin: Admin) => Promise<T>,
): Promise<T> {
  const { brokers, security, connectionTimeoutMs } = options;
  const kafka = new Kafka({
    clientId: 'readiness',
    brokers,
    ...clientSecurity(security),
    connectionTimeout: security ? Math.max(connectionTimeoutMs, 3_000) : connectionTimeoutMs,
    authenticationTimeout: 5_000,
    requestTimeout: 2_000,
    retry: { retries: brokers.length - 1, initialRetryTime: 50, maxRetryTime: 100 },
    logLevel: logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
