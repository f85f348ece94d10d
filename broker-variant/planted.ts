// Defects on purpose, each seen in the wild, for the checker to find. Their repaired twin is `broker`.
import type { Contender } from '../shared/variant.ts';
import { brokerPolicyTable, brokerProfiles, type BrokerPolicy } from './policy.ts';

const { broker } = brokerProfiles;

/** The defective profiles by name: the hardened one with one thing wrong. */
export const plantedProfiles = {
  /** Silent auto-commit: a timer commits what was delivered, done or not (librdkafka's default; kafkajs commits what was processed). */
  'planted-auto-commit': { ...broker, commitOffsets: 'on-delivery' },
  /** Online marketplace benchmarks: a later success commits past an earlier failure. */
  'planted-commit-past-failure': { ...broker, failedMessages: 'drop' },
  /** dotnet/eShop, RabbitMQEventBus: "Even on exception we take the message off the queue". */
  'planted-ack-on-exception': { ...broker, failedBatches: 'ignore' },
  /**
   * kamu-cli #1398, Eventuous #222: the relay reads `id > last seen`, but ids are handed out at the insert
   * and become visible at the commit, in another order. One order per transaction and several of them at
   * once, as a service without batching writes them.
   */
  'planted-outbox-growing-id': {
    ...broker,
    publish: 'outbox-growing-id',
    acceptBatch: 1,
    acceptConcurrency: 6,
  },
  /** The most common one: the row is committed, and then the process or the send fails. */
  'planted-dual-write': { ...broker, publish: 'dual-write', sendRetries: 5 },
  /** The dual write the other way round: the message is out before its row is committed, or never is. */
  'planted-publish-before-commit': { ...broker, publish: 'before-commit', sendRetries: 5 },
} as const satisfies Record<string, BrokerPolicy>;

const titles: Record<keyof typeof plantedProfiles, string> = {
  'planted-auto-commit': 'Defect: a timer commits what was delivered, done or not',
  'planted-commit-past-failure': 'Defect: a later success commits past an earlier failure',
  'planted-ack-on-exception': 'Defect: a batch counts as done although its handler threw',
  'planted-outbox-growing-id': 'Defect: the relay never looks back at lower ids that commit later',
  'planted-dual-write': 'Defect: row first, message second, and nothing in between is safe',
  'planted-publish-before-commit': 'Defect: the message is out before its row is committed',
};

/** The defective contenders. */
export const plantedContenders: Contender[] = Object.entries(plantedProfiles).map(
  ([profile, policy]) => ({
    name: profile,
    profile,
    title: titleOf(profile),
    policy: brokerPolicyTable(policy),
  }),
);

function titleOf(profile: string): string {
  const titled: Record<string, string> = titles;
  return titled[profile] ?? profile;
}
