// Makes topics that can be used at once. kafkajs' own wait takes a broker that has not heard of a new topic yet for a
// failure ("This server does not host this topic-partition"), so nothing here waits by it.
import type { Admin, ITopicConfig } from 'kafkajs';
import { waitUntil } from './wait.ts';

const leaderDeadlineMs = 20_000;

/**
 * Creates topics and waits until each of their partitions has a leader; existing ones stay as they are. False when all
 * of them existed. Rejects with the client's error where the cluster refuses one.
 */
export async function createLedTopics(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicMetadata'>,
  topics: ITopicConfig[],
): Promise<boolean> {
  const isNew = await admin.createTopics({ waitForLeaders: false, topics });
  const names = topics.map(({ topic }) => topic);
  await waitUntil(`leaders of the topics ${names.join(', ')}`, () => haveLeaders(admin, names), {
    deadlineMs: leaderDeadlineMs,
  });
  return isNew;
}

/** False also while a broker has not heard of one of the topics, which kafkajs says in several ways. */
async function haveLeaders(
  admin: Pick<Admin, 'fetchTopicMetadata'>,
  topics: string[],
): Promise<boolean> {
  const found = await admin.fetchTopicMetadata({ topics }).catch(() => undefined);
  const partitions = found?.topics.flatMap((topic) => topic.partitions) ?? [];
  return partitions.length >= topics.length && partitions.every(({ leader }) => leader >= 0);
}
