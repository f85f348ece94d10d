// The consumer loop of a service: fetch a batch, process it, commit its offsets, and never sleep in between.
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { createBatcher } from '../shared/host/batcher.ts';
import { messageOf } from '../shared/host/log.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { createOffsetCommits } from './offset-commits.ts';
import type { BrokerPolicy } from './policy.ts';
import type { Processor, RawRecord } from './processor.ts';

const joinDeadlineMs = 20_000;
const retryQueuePollMs = 100;

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
  const commits = createOffsetCommits(policy.commitIntervalMs, log);
  // Batches of different partitions that wait at the same time become one transaction.
  const processTogether = createBatcher(
    async (batches: RawRecord[][]) => {
      await processor.process(batches.flat());
      return batches.map(() => true);
    },
    { maxBatch: policy.partitions, concurrency: 1 },
  );

  const eachBatch = async (payload: EachBatchPayload) => {
    const { batch } = payload;
    const last = batch.messages.at(-1);
    if (policy.commitOffsets === 'before-effect' && last) {
      payload.resolveOffset(last.offset);
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    }
    for (let from = 0; from < batch.messages.length; from += policy.maxBatch) {
      if (!payload.isRunning() || payload.isStale()) return;
      const chunk = batch.messages.slice(from, from + policy.maxBatch);
      try {
        await processTogether(
          chunk.map((message) => ({
            topic: batch.topic,
            partition: batch.partition,
            offset: message.offset,
            key: message.key?.toString() ?? '',
            value: message.value ?? Buffer.alloc(0),
          })),
        );
      } catch (error) {
        log.warn('batch failed', { partition: batch.partition, error: messageOf(error) });
        // Sleeping here would hold up every partition of this consumer (one fetch loop).
        const resume = payload.pause();
        setTimeout(resume, policy.retryInitialMs);
        return;
      }
      const done = chunk.at(-1);
      if (policy.commitOffsets === 'after-effect' && done) {
        payload.resolveOffset(done.offset);
        commits.soon(payload);
        // Stopping: after this batch the group is left, and then it is too late to commit.
        if (!payload.isRunning()) await commits.flush();
      }
      await payload.heartbeat();
    }
  };

  consumer.on(consumer.events.CRASH, ({ payload }) => {
    log.error('consumer crashed', { error: messageOf(payload.error), restart: payload.restart });
    // kafkajs gives up for good on errors it calls unrecoverable; a new process does not.
    if (!payload.restart) process.exit(1);
  });
  const joined = new Promise<void>((resolve) =>
    consumer.on(consumer.events.GROUP_JOIN, () => resolve()),
  );
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: policy.partitions,
    eachBatch,
  });
  host.onStop('consumer', async () => {
    await consumer.stop();
    await commits.flush();
    await consumer.disconnect();
  });
  await Promise.race([
    joined,
    new Promise((_, reject) =>
      setTimeout(() => reject(new Error(`group of ${topic} not joined`)), joinDeadlineMs).unref(),
    ),
  ]);
  startRetryLoop(host, processor);
}

function startRetryLoop(host: ServiceHost, processor: Processor): void {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  const tick = async () => {
    try {
      while (!stopped && (await processor.processDue()));
    } catch (error) {
      host.log.warn('retry round failed', { error: messageOf(error) });
    }
    if (!stopped) schedule();
  };
  const schedule = () => {
    timer = setTimeout(() => {
      current = tick();
    }, retryQueuePollMs);
  };
  schedule();
  host.onStop('retry queue', async () => {
    stopped = true;
    clearTimeout(timer);
    await current;
  });
}
