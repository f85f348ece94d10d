// Proves that a broker which is slow to hear of a new topic is waited for.
import { expect, it } from 'vitest';
import { createLedTopics } from './kafka-topics.ts';

type Answer = Awaited<ReturnType<Parameters<typeof createLedTopics>[0]['fetchTopicMetadata']>>;

function answer(leader: number): Answer {
  const partition = { partitionErrorCode: 0, partitionId: 0, leader, replicas: [1], isr: [1] };
  return { topics: [{ name: 'orders', partitions: [partition] }] };
}

it('waits until a broker has heard of the topic and names its leader, and not by the client', async () => {
  const answers = [
    () => Promise.reject(new Error('This server does not host this topic-partition')),
    () => Promise.resolve(answer(-1)),
    () => Promise.resolve(answer(1)),
  ];
  let waitedByClient: boolean | undefined = true;
  const admin = {
    createTopics: (options: { waitForLeaders?: boolean }) => {
      waitedByClient = options.waitForLeaders;
      return Promise.resolve(true);
    },
    fetchTopicMetadata: () => (answers.shift() ?? (() => Promise.reject(new Error('asked on'))))(),
  };
  expect(await createLedTopics(admin, [{ topic: 'orders' }])).toBe(true);
  expect(waitedByClient).toBe(false);
  expect(answers).toEqual([]);
});
