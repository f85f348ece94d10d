// The change feed as the harness sees it.
import type { Kafka } from 'kafkajs';
import type { ChangeFeed, FeedPlan } from '../../shared/change-feed.ts';
import type { Sql } from '../../shared/db/database.ts';
import { asAdmin, createKafkaClient, impatient } from '../kafka-client.ts';
import { connect, lockFeed, type Connection } from './connection.ts';
import { feedErrorOf } from './database-errors.ts';
import { installFeed } from './install.ts';
import { methodTable } from './policy.ts';
import { forgetPosition } from './position-store.ts';
import { environmentOf, planOf } from './settings.ts';
import { removeSlot, requireLogicalLog, requireReplicaIdentity } from './slot.ts';
import { requireXid } from './snapshot-column.ts';
import { findTable } from './source-table.ts';
import { requireStamp } from './timestamp-column.ts';
import { countRecords, followChanges, readChanges } from './topic-reader.ts';
import { ensureTopic, removeTopic } from './topic.ts';

async function withSql<T>(plan: FeedPlan, work: (sql: Sql) => Promise<T>): Promise<T> {
  let connection: Connection | undefined;
  try {
    connection = await connect(plan.databaseUrl, plan.name);
    return await work(connection);
  } catch (error) {
    throw feedErrorOf(error, plan) ?? error;
  } finally {
    await connection?.close();
  }
}

async function check(sql: Sql, { table, method }: FeedPlan): Promise<void> {
  const found = await findTable(sql, table);
  switch (method) {
    case 'timestamp-polling':
      return void requireStamp(found);
    case 'snapshot-polling':
      return requireXid(found);
    case 'logical-replication':
      requireReplicaIdentity(found);
      return requireLogicalLog(sql);
  }
}

function kafkaOf({ kafkaBrokers, kafkaSecurity, name }: FeedPlan): Kafka {
  return createKafkaClient({
    ...{ brokers: kafkaBrokers, security: kafkaSecurity, clientId: `${name}.harness` },
    ...impatient,
  });
}

async function removeFeed(plan: FeedPlan): Promise<void> {
  // A server that is away must not keep the other one from being cleared up.
  const [kept, topic] = await Promise.allSettled([
    withSql(plan, async (sql) => {
      await lockFeed(sql, plan.name);
      await removeSlot(sql, plan.name);
      await forgetPosition(sql, plan.name);
    }),
    asAdmin(kafkaOf(plan), (admin) => removeTopic(admin, plan.topic)),
  ]);
  for (const step of [kept, topic]) if (step.status === 'rejected') throw step.reason;
}

/** The three methods behind the seam of `shared/change-feed.ts`. */
export const changeFeed: ChangeFeed = {
  methods: methodTable,
  serviceEntry: new URL('./service.ts', import.meta.url),
  install: (plan) => withSql(plan, (sql) => installFeed(sql, plan.table, plan.method)),
  remove: async (plan) => {
    planOf(environmentOf({ ...plan, table: plan.table || 'any' }));
    await removeFeed(plan);
  },
  prepare: async (plan) => {
    const environment = environmentOf(plan);
    // The process would refuse it too, but only once it runs.
    planOf(environment);
    await withSql(plan, (sql) => check(sql, plan));
    const kafka = kafkaOf(plan);
    await asAdmin(kafka, (admin) => ensureTopic(admin, plan.topic, plan.kafkaReplication));
    return {
      environment,
      count: () => countRecords(kafka, plan.topic),
      delivered: () => readChanges(kafka, plan.topic),
      follow: (onChange, signal) => followChanges(kafka, plan.topic, onChange, signal),
      remove: () => removeFeed(plan),
    };
  },
};
