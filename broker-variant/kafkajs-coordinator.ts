// kafkajs 2.2.4 asks for a group's coordinator only when it joins: with that node gone a consumer goes on reading, slowly,
// and commits nothing until the node is back, although another one is coordinator by then. Its own way to ask is to rejoin.
import { createRequire } from 'node:module';
import { z } from 'zod';

/** What we know of kafkajs' member of a group. */
type ConsumerGroup = {
  /** Ids of the nodes in the latest metadata. */
  getNodeIds(): unknown[];
  /** Rejects when the coordinator cannot be reached; by a rebalancing error the member rejoins, and keeps its name. */
  heartbeat(options: { interval: number }): Promise<void>;
};

const groupClass = z.custom<{ prototype: ConsumerGroup }>((found) => {
  if (typeof found !== 'function') return false;
  const methods = Object.getOwnPropertyNames(found.prototype);
  return ['getNodeIds', 'heartbeat', 'joinAndSync'].every((name) => methods.includes(name));
}, 'kafkajs has changed inside: look whether broker-variant/kafkajs-coordinator.ts is still needed');

const named = z.object({ name: z.string() });
const unreachable = new Set([
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSBrokerNotFound',
]);

/** To kafkajs this is what a former coordinator answers. */
class CoordinatorGone extends Error {
  readonly type = 'NOT_COORDINATOR_FOR_GROUP';
}

let mended = false;

/** Makes a consumer look for another coordinator when its own is gone. Throws when kafkajs is not the one we know. */
export function leaveDeadCoordinators(): void {
  if (mended) return;
  mended = true;
  const found: unknown = createRequire(import.meta.url)('kafkajs/src/consumer/consumerGroup');
  const { prototype } = groupClass.parse(found);
  const { heartbeat } = prototype;
  prototype.heartbeat = async function (this: ConsumerGroup, options) {
    try {
      await heartbeat.call(this, options);
    } catch (error) {
      const { name } = named.safeParse(error).data ?? { name: '' };
      // A lone node has no successor: there is nothing to do but to wait for it.
      if (!unreachable.has(name) || this.getNodeIds().length < 2) throw error;
      throw new CoordinatorGone(`the coordinator is gone (${name})`, { cause: error });
    }
  };
}
