// The one place that knows kafkajs, configured as measured: its defaults lose sends in an outage and
// make rebalances slow (DESIGN §12).
import {
  Kafka,
  logLevel,
  type Admin,
  type Consumer,
  type Producer,
  type RetryOptions,
} from 'kafkajs';
import type { Log } from '../shared/host/log.ts';
import { clientSecurity, type KafkaSecurity } from '../shared/kafka-security.ts';
import { believeOnlyAcknowledged, rememberPartitions } from './acknowledged.ts';
import { leaveDeadCoordinators } from './kafkajs-coordinator.ts';
import { stopIdleTimers } from './kafkajs-idle.ts';
import { brokerProfiles, type BrokerPolicy } from './policy.ts';

leaveDeadCoordinators();
stopIdleTimers();

// Retry for good: whoever does not ask for less waits out an outage instead of failing after five tries.
const retry = {
  initialRetryTime: 100,
  multiplier: 2,
  factor: 0.2,
  maxRetryTime: 1_000,
  retries: 1e6,
};

/** For somebody who would rather hear of an outage than wait it out, such as the harness. */
export const impatient = { retries: 3, requestTimeoutMs: 5_000 };

/** A client of the cluster; kafkajs' own chatter goes to the log's debug level. */
export function createKafkaClient(options: {
  brokers: string[];
  /** How the cluster is reached; absent = plain connections, no login. */
  security?: KafkaSecurity | undefined;
  clientId: string;
  log?: Log;
  /** Tries after the first before an outage is an error; without it, a client waits the outage out. */
  retries?: number;
  /** Longest wait for one answer. */
  requestTimeoutMs?: number;
}): Kafka {
  return new Kafka({
    clientId: options.clientId,
    brokers: options.brokers,
    ...clientSecurity(options.security),
    // A handshake and a login take more trips than a plain connection, and the cluster may be far away.
    connectionTimeout: options.security ? 5_000 : 1_000,
    // Below the longest pause of a broker every timed-out request is written twice.
    requestTimeout: options.requestTimeoutMs ?? 30_000,
    retry: { ...retry, retries: options.retries ?? retry.retries },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) =>
      options.log?.debug('kafkajs', { namespace: entry.namespace, message: entry.log.message }),
  });
}

/** A producer, not idempotent on purpose (DESIGN §12). `retries` null: a send waits out an outage. */
export function createProducer(kafka: Kafka, retries: number | null): Producer {
  const partitions = rememberPartitions();
  const producer = kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: partitions.createPartitioner,
    retry: { ...retry, retries: retries ?? retry.retries },
  });
  return believeOnlyAcknowledged(producer, partitions);
}

/** A consumer that commits by hand, and waits out an outage. */
export function createConsumer(kafka: Kafka, groupId: string, policy: BrokerPolicy): Consumer {
  return consumerOf(kafka, groupId, policy, retry);
}

/**
 * A consumer for the harness, that reads from the beginning and commits nothing. One that crashed in an outage begins again (at
 * the beginning), but not once `signal` has aborted: kafkajs would restart it for good, also when it was disconnected meanwhile.
 */
export function createReader(kafka: Kafka, groupId: string, signal: AbortSignal): Consumer {
  return consumerOf(kafka, groupId, brokerProfiles.broker, {
    ...{ ...retry, retries: impatient.retries },
    restartOnFailure: () => Promise.resolve(!signal.aborted),
  });
}

function consumerOf(
  kafka: Kafka,
  groupId: string,
  policy: BrokerPolicy,
  retries: RetryOptions & { restartOnFailure?: (error: Error) => Promise<boolean> },
): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: policy.sessionTimeoutMs,
    heartbeatInterval: policy.heartbeatIntervalMs,
    maxWaitTimeInMs: policy.maxWaitMs,
    rebalanceTimeout: 10_000,
    allowAutoTopicCreation: false,
    retry: retries,
  });
}

/** Runs `work` with an admin client. */
export async function asAdmin<T>(kafka: Kafka, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}
