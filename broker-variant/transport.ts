// The consumer loop of a service: fetch a batch, process it, commit its offsets, and never sleep in between.
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { createBatcher } from '../shared/host/batcher.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { createOffsetCommits } from './offset-commits.ts';
import type { BrokerPolicy } from './policy.ts';
import { leading } from './prefix.ts';
import type { Processor, RawRecord } from './processor.ts';
import { startRetryLoop } from './retry-loop.ts';

/** How often a wait for the group is mentioned; how long it may last is the business of whoever started the service. */
const joinReminderMs = 20_000;

/**
 * Consumes `topic` until the host stops; resolves when the group has been joined. A failing batch
 * pauses only its own partition for a moment: its offsets stay where they are, so nothing is skipped.
 */
export async function consume(deps: {
  host: ServiceHost;
  consumer: Consumer;
  topic: string;
  policy: BrokerPolicy;
  processor: Processor;
}): Promise<void> {
  const { host, consumer, topic, policy, processor } = deps;
  const { log } = host;
  const commits = createOffsetCommits(
    { intervalMs: policy.commitIntervalMs, retryMs: policy.retryMaxMs },
    log,
  );
  const onDelivery = policy.commitOffsets === 'on-delivery';
  // Offsets committed on delivery say nothing about what is still in hand.
  let inFlight = 0;
  host.gauge('inFlight', () => inFlight);
  // Batches of different partitions that wait at the same time become one transaction.
  const processTogether = createBatcher(
    async (batches: RawRecord[][]) => {
      const stops = await processor.process(batches.flat());
      return batches.map((batch) => leading(batch, stops));
    },
    { maxBatch: policy.partitions, concurrency: 1 },
  );

  /** The records that are done with, from the first on. */
  const done = async (records: RawRecord[]): Promise<RawRecord[]> => {
    inFlight += records.length;
    try {
      return await processTogether(records);
    } catch (error) {
      const goesOn = onDelivery || policy.failedBatches === 'ignore';
      log.warn(goesOn ? 'batch lost' : 'batch failed', { error: messageOf(error) });
      return goesOn ? records : [];
    } finally {
      inFlight -= records.length;
    }
  };

  const eachBatch = async (payload: EachBatchPayload) => {
    const { batch } = payload;
    const resolve = (record: RawRecord | undefined) => {
      if (!record) return;
      payload.resolveOffset(record.offset);
      commits.soon(payload);
    };
    for (let from = 0; from < batch.messages.length; from += policy.maxBatch) {
      if (!payload.isRunning() || payload.isStale()) return;
      const records = batch.messages.slice(from, from + policy.maxBatch).map((message) => ({
        topic: batch.topic,
        partition: batch.partition,
        offset: message.offset,
        key: message.key?.toString() ?? '',
        value: message.value ?? Buffer.alloc(0),
      }));
      if (onDelivery) resolve(records.at(-1));
      // A slow batch is no dead consumer. What is wrong with the group, the heartbeat below will say.
      const beating = setInterval(
        () => void payload.heartbeat().catch(() => undefined),
        policy.sessionTimeoutMs / 3,
      );
      const finished = await done(records).finally(() => clearInterval(beating));
      if (!onDelivery) resolve(finished.at(-1));
      // Stopping: after this batch the group is left, and then it is too late to commit.
      if (!payload.isRunning()) await commits.flush();
      if (finished.length < records.length) {
        // Sleeping here would hold up every partition of this consumer (one fetch loop).
        const resume = payload.pause();
        setTimeout(resume, policy.retryInitialMs);
        return;
      }
      await payload.heartbeat();
    }
  };

  let stopping = false;
  const start = () =>
    consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: policy.partitions,
      eachBatch,
    });
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    log.error('consumer crashed', { error: messageOf(payload.error), restart: payload.restart });
    // kafkajs gives up for good on errors it calls unrecoverable; a fresh start recovers from most of them.
    if (payload.restart || stopping) return;
    setTimeout(() => {
      if (stopping) return;
      start().catch((error: unknown) => {
        log.error('consumer not restarted', { error: messageOf(error) });
        process.exit(1);
      });
    }, policy.retryMaxMs);
  });
  const joined = new Promise<void>((resolve) =>
    consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await start();
  host.onStop('consumer', async () => {
    stopping = true;
    await consumer.stop();
    await commits.flush();
    await consumer.disconnect();
  });
  const reminder = setInterval(
    () => log.warn(`still waiting for the group of ${topic}`),
    joinReminderMs,
  );
  await joined.finally(() => clearInterval(reminder));
  if (policy.failedMessages === 'retry-queue') startRetryLoop(host, processor);
}
