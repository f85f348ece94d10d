// Proves that topics which were there before stay, and that what a failed start has made goes.
import { describe, expect, it } from 'vitest';
import { createRunTopics } from './topic-admin.ts';

type Asked = { topic: string; replicationFactor?: number; configEntries?: unknown }[];

/** Every topic has a leader. */
function led(names: string[]) {
  const partition = {
    ...{ partitionErrorCode: 0, partitionId: 0, leader: 1 },
    replicas: [1],
    isr: [1],
  };
  return { topics: names.map((name) => ({ name, partitions: [partition] })) };
}

/** A cluster with `present` topics, whose answer to a creation is `answer`. */
function clusterWith(present: string[], answer: (topics: Asked) => Promise<boolean>) {
  const topics = new Set(present);
  const deleted: string[] = [];
  const admin = {
    listTopics: () => Promise.resolve([...topics]),
    fetchTopicMetadata: (asked?: { topics: string[] }) => Promise.resolve(led(asked?.topics ?? [])),
    createTopics: async ({ topics: asked }: { topics: Asked }) => {
      const refused = await answer(asked).then(
        (): string[] => [],
        (error: { errors?: { topic: string }[] }) => (error.errors ?? []).map(({ topic }) => topic),
      );
      for (const { topic } of asked) if (!refused.includes(topic)) topics.add(topic);
      return answer(asked);
    },
    deleteTopics: ({ topics: names }: { topics: string[] }) => {
      deleted.push(...names);
      return Promise.resolve();
    },
  };
  return { admin, deleted };
}

describe('the topics of a run', () => {
  it('have the copies asked for', async () => {
    const seen: Asked = [];
    const { admin } = clusterWith([], (topics) => {
      seen.splice(0, seen.length, ...topics);
      return Promise.resolve(true);
    });
    await createRunTopics(admin, 'bk1', { factor: 3, minInSync: 2 });
    expect(seen).toHaveLength(8);
    for (const topic of seen)
      expect(topic).toMatchObject({
        replicationFactor: 3,
        configEntries: [{ name: 'min.insync.replicas', value: '2' }],
      });
    await createRunTopics(admin, 'bk2');
    expect(seen.some((topic) => 'replicationFactor' in topic)).toBe(false);
  });

  it('are not made beside one of that prefix, which stays', async () => {
    const { admin, deleted } = clusterWith(['bk1.mine'], () => Promise.resolve(true));
    await expect(createRunTopics(admin, 'bk1')).rejects.toThrow(/topic bk1\.mine already/);
    expect(deleted).toEqual([]);
  });

  it('are left alone when somebody else made all of them just now', async () => {
    const { admin, deleted } = clusterWith([], () => Promise.resolve(false));
    await expect(createRunTopics(admin, 'bk1')).rejects.toThrow(/topic bk1\.tickets already/);
    expect(deleted).toEqual([]);
  });

  it('go again when the cluster refuses some of them, and only those it made', async () => {
    const refused = Object.assign(new Error('policy'), {
      topic: 'bk1.billing',
      type: 'POLICY_VIOLATION',
    });
    const failure = Object.assign(new Error('Topic creation errors'), { errors: [refused] });
    const { admin, deleted } = clusterWith([], () => Promise.reject(failure));
    await expect(createRunTopics(admin, 'bk1')).rejects.toBe(failure);
    expect(deleted).toHaveLength(7);
    expect(deleted).not.toContain('bk1.billing');
  });
});
