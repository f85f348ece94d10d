// Makes and removes the topics of one run, and never touches one that was there before.
import type { Admin } from 'kafkajs';
import { EnvironmentError } from '../shared/infra/environment-error.ts';
import { createLedTopics } from '../shared/infra/kafka-topics.ts';
import type { StartContext } from '../shared/variant.ts';
import { brokerProfiles } from './policy.ts';
import { deadLetterTopicOf, topicNames, topicOf } from './topics.ts';

/**
 * Creates every topic and its dead-letter topic, and waits for their leaders; existing ones stay. False when all of
 * them existed.
 */
export async function createTopics(
  admin: Pick<Admin, 'createTopics' | 'fetchTopicMetadata'>,
  prefix: string,
  replication?: StartContext['kafkaReplication'],
): Promise<boolean> {
  const topics = topicNames.map((name) => topicOf(prefix, name));
  const copies = replication
    ? {
        replicationFactor: replication.factor,
        configEntries: [{ name: 'min.insync.replicas', value: String(replication.minInSync) }],
      }
    : {};
  const numPartitions = brokerProfiles.broker.partitions;
  return createLedTopics(admin, [
    ...topics.map((topic) => ({ topic, numPartitions, ...copies })),
    ...topics.map((topic) => ({ topic: deadLetterTopicOf(topic), numPartitions: 1, ...copies })),
  ]);
}

/**
 * Creates the topics of a run on a cluster that has none of its prefix. Throws EnvironmentError where it has, and
 * leaves those alone; what was made before a failure is removed again.
 */
export async function createRunTopics(
  admin: Pick<Admin, 'createTopics' | 'deleteTopics' | 'fetchTopicMetadata' | 'listTopics'>,
  prefix: string,
  replication?: StartContext['kafkaReplication'],
): Promise<void> {
  const before = (await admin.listTopics()).find((topic) => topic.startsWith(`${prefix}.`));
  if (before !== undefined) throw foreignTopic(before);
  try {
    if (!(await createTopics(admin, prefix, replication)))
      throw foreignTopic(topicOf(prefix, topicNames[0]));
  } catch (error) {
    const refused = refusedTopics(error);
    const made = error instanceof EnvironmentError ? [] : allTopics(prefix);
    const ours = made.filter((topic) => !refused.has(topic));
    const present: string[] = await admin.listTopics().catch(() => []);
    const left = ours.filter((topic) => present.includes(topic));
    if (left.length > 0) await admin.deleteTopics({ topics: left }).catch(() => undefined);
    throw error;
  }
}

/** Deletes the topics of a run and what its consumer groups have left, and nothing else on the cluster. */
export async function deleteTopics(admin: Admin, prefix: string): Promise<void> {
  await admin.deleteTopics({ topics: allTopics(prefix) });
  // A group without members is forgotten in days; who may not list groups has to leave it at that.
  const { groups } = await admin.listGroups().catch(() => ({ groups: [] }));
  const ours = groups.map(({ groupId }) => groupId).filter((id) => id.startsWith(`${prefix}.`));
  if (ours.length > 0) await admin.deleteGroups(ours).catch(() => undefined);
}

function allTopics(prefix: string): string[] {
  return topicNames.flatMap((name) => {
    const topic = topicOf(prefix, name);
    return [topic, deadLetterTopicOf(topic)];
  });
}

/** The topics that the cluster would not make, by its answer. */
function refusedTopics(error: unknown): Set<string> {
  const errors =
    error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return new Set(
    errors.flatMap((one: unknown) =>
      one instanceof Error && 'topic' in one && typeof one.topic === 'string' ? [one.topic] : [],
    ),
  );
}

function foreignTopic(topic: string): EnvironmentError {
  return new EnvironmentError(
    `there is a topic ${topic} already, which this run has not made: nothing was touched; start again, or remove it`,
  );
}
