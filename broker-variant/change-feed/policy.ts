// Every setting of the three capture methods, with its reason; the report prints them.
import type { CaptureMethod, ChangeFeed } from '../../shared/change-feed.ts';

/** Most rows of one read and one send: enough that a backlog is not paid for row by row. */
export const batchRows = 1_000;

/** Settings of `timestamp-polling`. */
export const timestampPolicy = {
  /** Kafka Connect's default is 5 s; shorter costs the database more and misses as much. */
  pollMs: 500,
} as const;

/** Settings of `snapshot-polling`. */
export const snapshotPolicy = {
  /** First look after one that found rows above the horizon, doubled up to the second figure. */
  heldBackMs: [1, 32],
  /** Should a notification ever be lost. One probe of an index. */
  safetyPollMs: 1_000,
} as const;

/** Settings of `logical-replication`. */
export const logPolicy = {
  /** Changes in memory beyond which the socket is read no further, so that an outage of Kafka costs no memory. */
  mostInHand: 20_000,
  /** How often what was delivered is confirmed to the server at least; its own limit is 60 s. */
  confirmMs: 5_000,
  /** How often the position is kept at most; what is younger comes again after a crash of the server. */
  saveMs: 200,
  /** How often the slot and the table are looked after. */
  lookMs: 5_000,
  /** Log held back by the slot beyond which the feed warns. */
  warnRetainedMb: 512,
} as const;

/** The topic of a feed. */
export const topicPolicy = {
  partitions: 4,
  /** Of one send; below what a broker takes by default (1 MiB). */
  batchBytes: 512 * 1_024,
} as const;

/** What the report says of each method. */
export const methodTable: ChangeFeed['methods'] = {
  'timestamp-polling': {
    title:
      'asks for rows stamped later than the last one seen, as Kafka Connect does by timestamp and id',
    settings: { pollMs: timestampPolicy.pollMs, batchRows, seesHardDeletes: false, acks: -1 },
  },
  'snapshot-polling': {
    title: 'asks for rows of transactions that are older than every running one; woken by NOTIFY',
    settings: {
      heldBackMs: snapshotPolicy.heldBackMs.join('–'),
      safetyPollMs: snapshotPolicy.safetyPollMs,
      ...{ batchRows, seesHardDeletes: false, acks: -1 },
    },
  },
  'logical-replication': {
    title: 'reads the write-ahead log through a replication slot',
    settings: { ...logPolicy, batchRows, seesHardDeletes: true, acks: -1 },
  },
} satisfies Record<CaptureMethod, unknown>;
