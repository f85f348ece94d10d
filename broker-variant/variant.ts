// The topic pipeline as the harness sees it.
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import { environmentOfSecurity } from '../shared/kafka-security.ts';
import { serviceRoles, type StartContext, type Variant } from '../shared/variant.ts';
import { changeFeed } from './change-feed/change-feed.ts';
import { compareOffsets, readOffsets } from './consumer-lag.ts';
import { brokerContenders, policyOf } from './contenders.ts';
import { readDeadLetters } from './dead-letter.ts';
import { createKafkaClient, impatient } from './kafka-client.ts';
import { countUnfinished, unfinishedIndexSql } from './overdue.ts';
import { plantedContenders } from './planted.ts';
import { sendPoison } from './poison.ts';
import { hasOutbox } from './policy.ts';
import { createRunTopics, deleteTopics } from './topic-admin.ts';
import { consumers, topicOf } from './topics.ts';

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

async function prepare(context: StartContext) {
  const { contender, runId, kafkaBrokers, kafkaBrokersOf, kafkaSecurity, checker } = context;
  const policy = policyOf(contender.profile);
  if (!policy) throw new Error(`the broker variant has no profile "${contender.profile}"`);
  const kafka = createKafkaClient({
    ...{ brokers: kafkaBrokers, security: kafkaSecurity, clientId: `${runId}.harness` },
    ...impatient,
  });
  const admin = kafka.admin();
  const isWatched = policy.overdueAfterMs !== null;
  try {
    await admin.connect();
    if (isWatched) await checker.query(unfinishedIndexSql);
    // The last step: what is made here is removed by `close`.
    await createRunTopics(admin, runId, context.kafkaReplication);
  } catch (error) {
    await admin.disconnect();
    throw error;
  }
  return {
    environmentOf: (role) => ({
      KAFKA_BROKERS: kafkaBrokersOf(role).join(','),
      TOPIC_PREFIX: runId,
      ...environmentOfSecurity(kafkaSecurity),
    }),
    gauges: async () => {
      const [offsets, { outbox, waiting }, owed] = await Promise.all([
        readOffsets(admin, runId),
        depths(checker),
        // Every undecided order will move by itself: by an answer, or by being given up.
        isWatched ? countUnfinished(checker) : null,
      ]);
      return {
        consumerLag: offsets.reduce((sum, row) => sum + row.lag, 0),
        outboxDepth: hasOutbox(policy) ? outbox : null,
        retryDepth: policy.failedMessages === 'retry-queue' ? waiting : null,
        owedWork: owed,
      };
    },
    offsets: async () => compareOffsets(admin, checker, runId, await readDeadLetters(kafka, runId)),
    deadLetters: async () => (await readDeadLetters(kafka, runId)).map((letter) => letter.orderId),
    redeliveries: async () => {
      const { rows } = await checker.query(
        `SELECT ${sumOverServices(
          (s) => `SELECT coalesce(sum(redeliveries + duplicates), 0)::int8 FROM ${s}.inbox`,
        )} AS total`,
      );
      return redeliveryRow.parse(rows)[0].total;
    },
    poison: async (target, count) => {
      const consumed = consumers.find(({ role }) => role === target);
      if (!consumed) throw new Error(`${target} consumes no topic`);
      const topic = topicOf(runId, consumed.topic);
      await sendPoison(kafka, { topic, count, partitions: policy.partitions });
    },
    close: async () => {
      try {
        await deleteTopics(admin, runId);
      } finally {
        await admin.disconnect();
      }
    },
  } satisfies Awaited<ReturnType<Variant['prepare']>>;
}

export const variant: Variant = {
  name: 'broker',
  communication: 'one-way messages on Kafka topics: nobody waits for anybody',
  contenders: brokerContenders,
  planted: plantedContenders,
  reaches: {
    gateway: ['kafka', 'postgres'],
    ticket: ['kafka', 'postgres'],
    billing: ['kafka', 'postgres'],
    email: ['kafka', 'postgres'],
  },
  needs: ['kafka'],
  serviceEntry: new URL('./service.ts', import.meta.url),
  prepare,
  changeFeed,
};
