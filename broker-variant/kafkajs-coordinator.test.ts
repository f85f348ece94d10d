// kafkajs' own consumer group, mended: a dead coordinator is left, unless there is nobody else.
import { createRequire } from 'node:module';
import { KafkaJSConnectionError, KafkaJSProtocolError } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { leaveDeadCoordinators } from './kafkajs-coordinator.ts';

const requireHere = createRequire(import.meta.url);
const refused = new KafkaJSConnectionError('connect ECONNREFUSED');

/** A member whose heartbeats fail with `failure`, in a cluster of `nodes`. */
function member(failure: Error, nodes: number) {
  leaveDeadCoordinators();
  const ConsumerGroup = requireHere('kafkajs/src/consumer/consumerGroup');
  const group = new ConsumerGroup({
    ...{ groupId: 'g', topics: [], topicConfigurations: {}, retry: {}, assigners: [] },
    cluster: { getNodeIds: () => Array.from({ length: nodes }, (_, i) => i) },
    logger: { namespace: () => undefined },
  });
  group.memberId = 'me';
  group.lastRequest = 0;
  group.coordinator = { heartbeat: () => Promise.reject(failure) };
  return group;
}

describe('the heartbeat of kafkajs', () => {
  it('makes the member rejoin when its coordinator is gone and others are there', async () => {
    await expect(member(refused, 2).heartbeat({ interval: 0 })).rejects.toMatchObject({
      ...{ type: 'NOT_COORDINATOR_FOR_GROUP', cause: refused },
    });
  });

  it('waits for a lone node', async () => {
    await expect(member(refused, 1).heartbeat({ interval: 0 })).rejects.toBe(refused);
  });

  it('says what a living coordinator answered', async () => {
    const answer = new KafkaJSProtocolError(new Error('unknown member'));
    await expect(member(answer, 3).heartbeat({ interval: 0 })).rejects.toBe(answer);
  });
});
