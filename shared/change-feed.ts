// What a change feed puts into its topic, and what the harness knows of it: the second seam, beside variant.ts.
import { z } from 'zod';
import type { KafkaSecurity } from './kafka-security.ts';
import type { PolicyTable } from './variant.ts';

/**
 * One record of a change feed. Its key is the row's primary key as text, so that one row's changes keep
 * their order. Whoever reads the topic drops a record whose position is not greater than the last one it has
 * seen of that key: a feed delivers at least once.
 */
export const rowChangeSchema = z.object({
  /** Schema and table, for example `public.streaming_update_table`. */
  table: z.string(),
  /**
   * `insert`, `update`, `delete`: seen in the log. `read`: there before the feed first looked at the log.
   * `upsert`: seen by polling, which cannot tell an insert from an update.
   */
  kind: z.enum(['insert', 'update', 'delete', 'read', 'upsert']),
  /** The primary key as text. */
  key: z.string(),
  /** Where in the source this stands; of one feed and key, a later change has a greater text. */
  position: z.string(),
  /** The row as PostgreSQL's `to_jsonb` writes it; null for `delete`. */
  row: z.record(z.string(), z.unknown()).nullable(),
  /** Columns of `row` left out because the log does not repeat a large value that did not change; absent = none. */
  unchanged: z.array(z.string()).optional(),
});

/** One record of a change feed. */
export type RowChange = z.infer<typeof rowChangeSchema>;

/** The ways to find out what has changed in a table. */
export const captureMethods = [
  'timestamp-polling',
  'snapshot-polling',
  'logical-replication',
] as const;
export type CaptureMethod = (typeof captureMethods)[number];

/** A record as it lies in the topic. */
export type DeliveredChange = {
  change: RowChange;
  partition: number;
  /** Of its partition, from 0. */
  offset: number;
  /** When the broker appended it, epoch ms by the broker's clock. */
  appendedAtMs: number;
};

/** Which table is to be fed into which topic, and how. */
export type FeedPlan = {
  method: CaptureMethod;
  /** Connects to the database of the table; holds a password, never to be logged. */
  databaseUrl: string;
  kafkaBrokers: string[];
  /** How that Kafka is reached; absent = plain connections, no login. */
  kafkaSecurity?: KafkaSecurity | undefined;
  /** Copies of the topic; absent = the cluster's defaults. */
  kafkaReplication?: { factor: number; minInSync: number } | undefined;
  /** Table, with or without its schema. */
  table: string;
  topic: string;
  /**
   * Name of the feed: lower case letters, digits and `_`, 1 to 40 of them. Two processes of one name never
   * feed at the same time, and a restart goes on where the last of that name stopped.
   */
  name: string;
};

/** A feed that is ready to be started as a process, and its topic. */
export type PreparedFeed = {
  /** Environment of the process. */
  environment: Record<string, string>;
  /** How many records the topic has. */
  count(): Promise<number>;
  /** The topic's records from the beginning up to its end now, by partition and offset. */
  delivered(): Promise<DeliveredChange[]>;
  /**
   * Hands over every record from the beginning, with its text, and goes on until `signal` aborts. Rejects at a record
   * that is none of a feed's.
   */
  follow(
    onChange: (delivered: DeliveredChange, value: string) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Removes what the feed keeps in the database (position, slot, publication) and its topic. */
  remove(): Promise<void>;
};

/** A way to stream a table into a topic, as the harness sees it. A variant with topics exports one. */
export type ChangeFeed = {
  /** Each method with one line for people and every setting that matters. */
  methods: Record<CaptureMethod, { title: string; settings: PolicyTable }>;
  /** Entry file of the feed's process, run as `node --import tsx <file>`; it logs `streaming` when it is. */
  serviceEntry: URL;
  /**
   * Creates what a method needs beside the table: columns and triggers (snapshot-polling), an index
   * (both kinds of polling). Does nothing where it is there already.
   */
  install(plan: FeedPlan): Promise<void>;
  /** Checks the plan and makes the topic. Throws an Error with one sentence when the table cannot be fed this way. */
  prepare(plan: FeedPlan): Promise<PreparedFeed>;
  /**
   * Removes what a feed of this name keeps in the database and its topic, also where its table is gone by now.
   * Does nothing where nothing is.
   */
  remove(plan: FeedPlan): Promise<void>;
};
