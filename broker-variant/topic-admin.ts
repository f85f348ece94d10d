// Makes and removes the topics of one run.
import type { Admin } from 'kafkajs';
import { brokerProfiles } from './policy.ts';
import { deadLetterTopicOf, topicNames, topicOf } from './topics.ts';

/** Creates every topic and its dead-letter topic, and waits for their leaders; existing ones stay. */
export async function createTopics(
  admin: Pick<Admin, 'createTopics'>,
  prefix: string,
): Promise<void> {
  const topics = topicNames.map((name) => topicOf(prefix, name));
  await admin.createTopics({
    waitForLeaders: true,
    topics: [
      ...topics.map((topic) => ({ topic, numPartitions: brokerProfiles.broker.partitions })),
      ...topics.map((topic) => ({ topic: deadLetterTopicOf(topic), numPartitions: 1 })),
    ],
  });
}

/** Deletes the topics of a run, and nothing else on the cluster. */
export async function deleteTopics(admin: Admin, prefix: string): Promise<void> {
  const topics = topicNames.map((name) => topicOf(prefix, name));
  await admin.deleteTopics({ topics: topics.flatMap((t) => [t, deadLetterTopicOf(t)]) });
}
