// The one place that knows kafkajs, configured as measured: its defaults lose sends in an outage and
// make rebalances slow (DESIGN §12).
import { Kafka, logLevel, Partitioners, type Consumer, type Producer } from 'kafkajs';
import type { Log } from '../shared/host/log.ts';
import type { BrokerPolicy } from './policy.ts';

// Retry for good: a send waits out an outage instead of failing after five tries.
const retry = {
  initialRetryTime: 100,
  multiplier: 2,
  factor: 0.2,
  maxRetryTime: 1_000,
  retries: 1e6,
};

/** A client of the cluster; kafkajs' own chatter goes to the log's debug level. */
export function createKafkaClient(options: {
  brokers: string[];
  clientId: string;
  log?: Log;
  /** For somebody who would rather hear of an outage than wait it out, such as the harness. */
  impatient?: boolean;
}): Kafka {
  return new Kafka({
    clientId: options.clientId,
    brokers: options.brokers,
    connectionTimeout: 1_000,
    // Below the longest pause of a broker every timed-out request is written twice.
    requestTimeout: options.impatient ? 5_000 : 30_000,
    retry: options.impatient ? { ...retry, retries: 3 } : retry,
    logLevel: logLevel.WARN,
    logCreator: () => (entry) =>
      options.log?.debug('kafkajs', { namespace: entry.namespace, message: entry.log.message }),
  });
}

/** A producer for one relay that awaits each send: not idempotent on purpose (DESIGN §12). */
export function createProducer(kafka: Kafka): Producer {
  return kafka.producer({
    idempotent: false,
    allowAutoTopicCreation: false,
    createPartitioner: Partitioners.DefaultPartitioner,
    retry,
  });
}

/** A consumer that commits by hand. */
export function createConsumer(kafka: Kafka, groupId: string, policy: BrokerPolicy): Consumer {
  return kafka.consumer({
    groupId,
    sessionTimeout: policy.sessionTimeoutMs,
    heartbeatInterval: policy.heartbeatIntervalMs,
    maxWaitTimeInMs: policy.maxWaitMs,
    rebalanceTimeout: 10_000,
    allowAutoTopicCreation: false,
    retry,
  });
}
