// What every service of the broker variant has: a pool, a way to publish, a consumer for its topic.
import type { Consumer } from 'kafkajs';
import { openDatabase, type Database } from '../shared/db/database.ts';
import { ConfigError, required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { readKafkaSecurity } from '../shared/kafka-security.ts';
import { createConsumer, createKafkaClient, createProducer } from './kafka-client.ts';
import { hasOutbox, type BrokerPolicy } from './policy.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import { consumers, groupOf, topicOf } from './topics.ts';

export type Messaging = {
  host: ServiceHost;
  policy: BrokerPolicy;
  /** Prefix of this run's topics and groups. */
  prefix: string;
  db: Database;
  publisher: Publisher;
  consumer: Consumer;
  /** The topic this service consumes. */
  topic: string;
};

/** Connects a service to its database and to Kafka. */
export async function openMessaging(host: ServiceHost, policy: BrokerPolicy): Promise<Messaging> {
  const { config, log } = host;
  const role = config.SERVICE_ROLE;
  const prefix = required(config, 'TOPIC_PREFIX');
  const consumed = consumers.find((c) => c.role === role);
  if (!consumed) throw new ConfigError(`environment variable SERVICE_ROLE: ${role} has no topic`);
  const db = openDatabase(config.SERVICE_DATABASE_URL, {
    maxConnections: 8,
    onError: (error) => log.warn('database connection lost', { error: messageOf(error) }),
  });
  host.onStop('database', () => db.end());
  const kafkaOptions = {
    brokers: required(config, 'KAFKA_BROKERS').split(','),
    security: readKafkaSecurity(config),
    clientId: `${groupOf(prefix, role)}-${config.SERVICE_INSTANCE ?? 1}`,
    log,
  };
  const kafka = createKafkaClient(kafkaOptions);
  const { sendRetries } = policy;
  // Metadata and connections are retried by the client, so a send that may fail needs one of its own.
  const producer = createProducer(
    sendRetries === null ? kafka : createKafkaClient({ ...kafkaOptions, retries: sendRetries }),
    sendRetries,
  );
  const connecting = producer.connect();
  // With an outbox nothing has to wait for Kafka: the relay tries until it is there.
  if (hasOutbox(policy))
    connecting.catch((error: unknown) =>
      log.error('producer not connected', { error: messageOf(error) }),
    );
  else await connecting;
  host.onStop('producer', () => producer.disconnect());
  return {
    host,
    policy,
    prefix,
    db,
    publisher: createPublisher({ host, db, producer, policy }),
    consumer: createConsumer(kafka, groupOf(prefix, role), policy),
    topic: topicOf(prefix, consumed.topic),
  };
}
