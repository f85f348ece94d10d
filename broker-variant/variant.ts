// The topic pipeline as the harness sees it.
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import { serviceRoles, type Variant } from '../shared/variant.ts';
import { compareOffsets, readOffsets } from './consumer-lag.ts';
import { readDeadLetters } from './dead-letter.ts';
import { createKafkaClient } from './kafka-client.ts';
import { brokerPolicyTable, brokerProfiles } from './policy.ts';
import { createTopics, deleteTopics } from './topic-admin.ts';

const depthRow = z.tuple([z.object({ outbox: z.number(), waiting: z.number() })]);
const redeliveryRow = z.tuple([z.object({ total: z.number() })]);

const sumOverServices = (expression: (service: string) => string) =>
  serviceRoles.map((service) => `(${expression(service)})`).join(' + ');

async function depths(checker: Sql): Promise<{ outbox: number; waiting: number }> {
  const { rows } = await checker.query(
    `SELECT ${sumOverServices((s) => `SELECT count(*) FROM ${s}.outbox`)} AS outbox,
            ${sumOverServices((s) => `SELECT count(*) FROM ${s}.retry_queue`)} AS waiting`,
  );
  return depthRow.parse(rows)[0];
}

export const variant: Variant = {
  name: 'broker',
  communication: 'one-way messages on Kafka topics: nobody waits for anybody',
  contenders: [
    {
      name: 'broker',
      profile: 'broker',
      title: 'Kafka topics with outbox, inbox, commit after the effect, retries and dead letters',
      policy: brokerPolicyTable(brokerProfiles.broker),
    },
  ],
  planted: [],
  reaches: {
    gateway: ['kafka', 'postgres'],
    ticket: ['kafka', 'postgres'],
    billing: ['kafka', 'postgres'],
    email: ['kafka', 'postgres'],
  },
  needs: ['kafka'],
  serviceEntry: new URL('./service.ts', import.meta.url),
  prepare: async ({ runId, kafkaBrokers, kafkaBrokersOf, checker }) => {
    const kafka = createKafkaClient({
      ...{ brokers: kafkaBrokers, clientId: `${runId}.harness`, impatient: true },
    });
    const admin = kafka.admin();
    await admin.connect();
    await createTopics(admin, runId);
    return {
      environmentOf: (role) => ({
        KAFKA_BROKERS: kafkaBrokersOf(role).join(','),
        TOPIC_PREFIX: runId,
      }),
      gauges: async () => {
        const [offsets, { outbox, waiting }] = await Promise.all([
          readOffsets(admin, runId),
          depths(checker),
        ]);
        return {
          consumerLag: offsets.reduce((sum, row) => sum + row.lag, 0),
          outboxDepth: outbox,
          retryDepth: waiting,
          owedWork: null,
        };
      },
      offsets: async () =>
        compareOffsets(admin, checker, runId, await readDeadLetters(kafka, runId)),
      deadLetters: async () =>
        (await readDeadLetters(kafka, runId)).map((letter) => letter.orderId),
      redeliveries: async () => {
        const { rows } = await checker.query(
          `SELECT ${sumOverServices(
            (s) => `SELECT coalesce(sum(redeliveries + duplicates), 0)::int8 FROM ${s}.inbox`,
          )} AS total`,
        );
        return redeliveryRow.parse(rows)[0].total;
      },
      close: async () => {
        await deleteTopics(admin, runId);
        await admin.disconnect();
      },
    };
  },
};
