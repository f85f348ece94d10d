// Every number of the broker profiles, each with its reason. A profile is data, never a fork of the code.
import type { PolicyTable } from '../shared/variant.ts';

/** What may differ between broker profiles. */
export type BrokerPolicy = {
  /** When a consumer's offsets are committed. `before-effect` loses what a crash interrupts. */
  commitOffsets: 'after-effect' | 'before-effect';
  /** Offsets are committed at most this often; what a crash leaves uncommitted is delivered again. */
  commitIntervalMs: number;
  /** Messages per partition and transaction: large enough to amortise a commit, small enough to stay under a second. */
  maxBatch: number;
  /** Rows a relay publishes per send. */
  relayBatch: number;
  /** Safety net of the relay: it is woken on commit, this only catches what a crash left behind. */
  relayPollMs: number;
  /** First and longest wait before a failed message is tried again. */
  retryInitialMs: number;
  retryMaxMs: number;
  /** After this many attempts a message goes to the dead-letter topic. */
  maxAttempts: number;
  /** Partitions per topic: the most consumers that could share one. */
  partitions: number;
  /** A killed consumer's partitions stay idle this long. Kafka's default is 30 s; said in the report. */
  sessionTimeoutMs: number;
  heartbeatIntervalMs: number;
  /** Longest wait of an empty fetch; heartbeats and rebalances wait behind it. */
  maxWaitMs: number;
};

const broker: BrokerPolicy = {
  commitOffsets: 'after-effect',
  commitIntervalMs: 100,
  maxBatch: 200,
  relayBatch: 500,
  relayPollMs: 500,
  retryInitialMs: 200,
  retryMaxMs: 1_000,
  // About two minutes of retries: longer than any outage a scenario makes, short of forever.
  maxAttempts: 120,
  partitions: 4,
  sessionTimeoutMs: 6_000,
  heartbeatIntervalMs: 1_500,
  maxWaitMs: 250,
};

/** The profiles by name. */
export const brokerProfiles = {
  /** Outbox, inbox, commit after the effect, retry queue, dead letters. */
  broker,
  /** A planted defect for the checker's own test: never a contender of a scenario. */
  'planted-commit-first': { ...broker, commitOffsets: 'before-effect' },
} as const satisfies Record<string, BrokerPolicy>;

/** Flat view of a policy for the report. */
export function brokerPolicyTable(policy: BrokerPolicy): PolicyTable {
  return {
    ...policy,
    acks: -1,
    idempotentProducer: false,
    replicationFactor: 1,
    outbox: true,
    inbox: true,
    deadLetterTopic: true,
  };
}
