// How far a topic goes.
import type { Admin } from 'kafkajs';
import { waitUntil } from '../shared/infra/wait.ts';
import { isOfType } from './kafkajs-errors.ts';

const leaderDeadlineMs = 10_000;
const leaderless = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
];

/** What the broker says of a topic's partitions. */
export type Ends = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

/** Where each partition begins and ends. A topic just made, or a broker just back, needs a moment to say so. */
export async function fetchEnds(admin: Admin, topic: string): Promise<Ends> {
  let ends: Ends = [];
  await waitUntil(
    `leaders of topic ${topic}`,
    async () => {
      try {
        ends = await admin.fetchTopicOffsets(topic);
        return true;
      } catch (error) {
        if (leaderless.some((type) => isOfType(error, type))) return false;
        throw error;
      }
    },
    { deadlineMs: leaderDeadlineMs },
  );
  return ends;
}
