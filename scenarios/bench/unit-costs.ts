// What one message and one transaction cost by themselves, on the same servers and in the same minute.
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { UnitCosts } from '../../shared/bench-result.ts';
import { createRunDatabase } from '../../shared/db/run-database.ts';
import { createLedTopics } from '../../shared/infra/kafka-topics.ts';
import { median } from '../engine/expectations.ts';
import { maxWaitMs, openConsumer, openKafka, openProducer } from './floors/kafka.ts';
import { rates } from './latency.ts';
import { newRunId, type Ground } from './stage.ts';

const samples = 100;
/** Before that, for the compilers, and without a pause. */
const untimed = 500;
/** As often as orders come: a process that has slept answers several times slower than one that is kept busy. */
const pauseMs = 1_000 / Math.min(...rates);
/** As long as the messages of an order are. */
const payload = 'x'.repeat(280);

/** Medians over messages on an idle topic and over single-row transactions, one at a time, 20 a second. */
export async function measureUnitCosts(ground: Ground): Promise<UnitCosts> {
  return { ...(await messageCosts(ground)), commitMs: await commitCost(ground) };
}

async function messageCosts({ infrastructure, signal }: Ground) {
  const brokers = infrastructure.kafka?.brokers ?? [];
  const topic = `${newRunId()}.hop`;
  const kafka = openKafka(brokers, topic, infrastructure.kafka?.security);
  const [admin, producer, consumer] = [
    kafka.admin(),
    openProducer(kafka),
    openConsumer(kafka, topic),
  ];
  const hops: number[] = [];
  const produces: number[] = [];
  let arrived: (atMs: number) => void = () => undefined;
  try {
    await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
    await createLedTopics(admin, [{ topic, numPartitions: 1 }]);
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const joined = new Promise<void>((resolve) =>
      consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
    );
    await consumer.run({
      autoCommit: false,
      eachMessage: () => {
        arrived(performance.now());
        return Promise.resolve();
      },
    });
    await joined;
    const sendOne = async () => {
      signal.throwIfAborted();
      const received = new Promise<number>((resolve) => (arrived = resolve));
      const sentAt = performance.now();
      await producer.send({ topic, acks: -1, messages: [{ key: randomUUID(), value: payload }] });
      const acknowledged = performance.now() - sentAt;
      const late = globalThis.setTimeout(() => arrived(Number.POSITIVE_INFINITY), maxWaitMs * 20);
      const hop = (await received) - sentAt;
      clearTimeout(late);
      if (!Number.isFinite(hop)) throw new Error('a message did not come out of an idle topic');
      return { hop, acknowledged };
    };
    for (let n = 0; n < untimed; n++) await sendOne();
    for (let n = 0; n < samples; n++) {
      await setTimeout(pauseMs);
      const { hop, acknowledged } = await sendOne();
      hops.push(hop);
      produces.push(acknowledged);
    }
  } finally {
    await Promise.allSettled([producer.disconnect(), consumer.disconnect()]);
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
    await admin.disconnect();
  }
  return { hopMs: rounded(hops), produceMs: rounded(produces) };
}

async function commitCost({ infrastructure, signal }: Ground): Promise<number> {
  const { postgres } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const database = await createRunDatabase(postgres.url, newRunId(), {
    ...{ count: 1, seatsPerFlight: 1 },
  });
  const { checker } = database;
  const commits: number[] = [];
  try {
    await checker.query('CREATE TABLE probe (id uuid PRIMARY KEY, payload text NOT NULL)');
    for (let n = 0; n < untimed + samples; n++) {
      signal.throwIfAborted();
      if (n >= untimed) await setTimeout(pauseMs);
      const startedAt = performance.now();
      await checker.query('INSERT INTO probe VALUES ($1, $2)', [randomUUID(), payload]);
      commits.push(performance.now() - startedAt);
    }
  } finally {
    await database.drop();
  }
  return rounded(commits.slice(untimed));
}

function rounded(values: number[]): number {
  return Math.round((median(values) ?? 0) * 100) / 100;
}
