// Every number of the broker profiles, each with its reason. A profile is data, never a fork of the code.
import type { PolicyTable } from '../shared/variant.ts';

/** What may differ between broker profiles. */
export type BrokerPolicy = {
  /**
   * How a message gets to its topic. `dual-write`: sent after the effect's transaction, and lost when the
   * process or the send fails in between. `outbox`: a row of that transaction, published by a relay until
   * it succeeds. The other two are defects on purpose (planted.ts).
   */
  publish: 'dual-write' | 'outbox' | 'outbox-growing-id' | 'before-commit';
  /** How often a failed send is tried again before the sender hears of it; null = until it succeeds. */
  sendRetries: number | null;
  /** When a consumer's offsets count as done. `on-delivery` loses what a failure or a crash interrupts. */
  commitOffsets: 'on-delivery' | 'after-effect';
  /** Offsets are committed at most this often; what a crash leaves uncommitted is delivered again. */
  commitIntervalMs: number;
  /** Inbox: a message id seen before has no second effect, and the charge's key is the order id. */
  dedup: boolean;
  /**
   * What becomes of a message whose handler fails. `drop`: a log line. `redeliver`: its partition waits for
   * it, unreadable ones forever. `retry-queue`: it waits aside, and in the end goes to the dead-letter topic.
   */
  failedMessages: 'drop' | 'redeliver' | 'retry-queue';
  /** What becomes of a whole batch when the database or the send fails; `ignore` is a defect on purpose. */
  failedBatches: 'again' | 'ignore';
  /** The gateway gives up an order that has stood still for this long; null = it waits for good. */
  overdueAfterMs: number | null;
  /** Messages per partition and transaction: large enough to amortise a commit, small enough to stay under a second. */
  maxBatch: number;
  /** Transactions in which the gateway stores new orders at the same time. */
  acceptConcurrency: number;
  /** New orders per such transaction. */
  acceptBatch: number;
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

const plain: BrokerPolicy = {
  publish: 'dual-write',
  // The default of kafkajs.
  sendRetries: 5,
  commitOffsets: 'on-delivery',
  commitIntervalMs: 100,
  dedup: false,
  failedMessages: 'drop',
  failedBatches: 'again',
  overdueAfterMs: null,
  maxBatch: 200,
  acceptConcurrency: 2,
  acceptBatch: 200,
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

// Committing after the effect and dropping what failed would be no change: both belong to one rung.
const commitAfter: BrokerPolicy = {
  ...plain,
  commitOffsets: 'after-effect',
  failedMessages: 'redeliver',
};
const outbox: BrokerPolicy = { ...commitAfter, publish: 'outbox', sendRetries: null };
const inbox: BrokerPolicy = { ...outbox, dedup: true };
const broker: BrokerPolicy = { ...inbox, failedMessages: 'retry-queue' };
// Twice as long as the outages of the scenarios, so that an order that is only late is not given up.
const timeout: BrokerPolicy = { ...broker, overdueAfterMs: 20_000 };

/** The ladder: each profile adds one thing to the one before. */
export const brokerProfiles = {
  plain,
  'commit-after': commitAfter,
  outbox,
  inbox,
  broker,
  timeout,
} as const satisfies Record<string, BrokerPolicy>;

/** Flat view of a policy for the report. */
export function brokerPolicyTable(policy: BrokerPolicy): PolicyTable {
  const outboxed = hasOutbox(policy);
  return {
    ...policy,
    acks: -1,
    idempotentProducer: false,
    outbox: outboxed,
    inbox: policy.dedup,
    deadLetterTopic: policy.failedMessages === 'retry-queue',
    // An order that was accepted is still known, and still on its way, after a crash.
    durableStore: outboxed,
  };
}

/** Whether messages are rows before they are records. */
export function hasOutbox(policy: BrokerPolicy): boolean {
  return policy.publish === 'outbox' || policy.publish === 'outbox-growing-id';
}
