// THE SEAM: all that the harness knows of a communication style. A new variant implements this.
import type { ChangeFeed } from './change-feed.ts';
import type { Sql } from './db/database.ts';
import type { KafkaSecurity } from './kafka-security.ts';

/** The four services of the flow, one operating-system process each. */
export const serviceRoles = ['gateway', 'ticket', 'billing', 'email'] as const;
export type ServiceRole = (typeof serviceRoles)[number];

/**
 * The services that may run as several processes. The gateway is one: it is the address that users have, and
 * nothing here stands before it to share them out.
 */
export const scalableRoles = ['ticket', 'billing', 'email'] as const;
export type ScalableRole = (typeof scalableRoles)[number];
/** Processes per service; absent = one. */
export type Instances = Partial<Record<ScalableRole, number>>;

/** Every setting of a profile that matters for the comparison, flat, with units in the names. */
export type PolicyTable = Record<string, string | number | boolean | null>;

/** Whom a service may talk to. */
export type Peer = Exclude<ServiceRole, 'gateway'> | 'kafka' | 'postgres';

/**
 * Places inside a gateway where a `crash` fault may end it, the same two in every variant:
 * `accepted`: the order is stored and nothing has been asked of anybody yet;
 * `reserved`: the seats are held, the order says so, and billing has not been asked yet.
 * The target of the fault is `gateway.<point>`, its key the order id.
 */
export const gatewayCrashPoints = ['accepted', 'reserved'] as const;
export type GatewayCrashPoint = (typeof gatewayCrashPoints)[number];

/** A variant with one of its profiles: what a scenario compares. */
export type Contender = {
  /** Unique among all variants, for example `rest-hardened`. */
  name: string;
  /** The profile's key in the variant's policy file. */
  profile: string;
  /** One line for people. */
  title: string;
  /** What the report prints. */
  policy: PolicyTable;
};

/** What a variant is given for one contender run. */
export type StartContext = {
  contender: Contender;
  /** Unique per run; prefix of topics, client ids and groups. */
  runId: string;
  /** Loopback address of one service's HTTP port; a link proxy may stand behind it. */
  urlOf(role: ServiceRole): string;
  /** The same of all its instances, also of those that may only join later: nobody listens there until then. */
  urlsOf(role: ServiceRole): string[];
  /** Reads every schema: for gauges and offsets, never for the flow itself. */
  checker: Sql;
  /** Kafka bootstrap servers for the harness itself; empty when the variant does not ask for Kafka. */
  kafkaBrokers: string[];
  /** Kafka bootstrap servers for one service; a link proxy may stand before them. */
  kafkaBrokersOf(role: ServiceRole): string[];
  /** How that Kafka is reached, by the harness and by the services; absent = plain connections, no login. */
  kafkaSecurity?: KafkaSecurity | undefined;
  /** Copies of each topic, and how many must have a record before it is acknowledged; absent = the cluster's defaults. */
  kafkaReplication?: { factor: number; minInSync: number } | undefined;
};

/** Work that is still under way; all zero (or null) means nothing more will happen by itself. */
export type Gauges = {
  /** Messages behind the log's end over all topics; null without a broker. */
  consumerLag: number | null;
  /** Outbox rows not published; null without an outbox. */
  outboxDepth: number | null;
  /** Messages waiting for a retry timer; null without a retry queue. */
  retryDepth: number | null;
  /** Orders with durable work owed (compensation, mail); null where nothing is kept. */
  owedWork: number | null;
};

/** One line of "expected state against actual state by consumer offsets". */
export type OffsetRow = {
  topic: string;
  group: string;
  logEnd: number;
  committed: number;
  lag: number;
  /** Messages the group must have handled, judged by the committed offset. */
  expected: number;
  /** Messages the tables say it handled. */
  actual: number;
};

/** A prepared variant: topics exist, services may start. */
export type PreparedVariant = {
  /** Extra environment of a service process. */
  environmentOf(role: ServiceRole): Record<string, string>;
  gauges(): Promise<Gauges>;
  /** Null for a variant without topics. */
  offsets(): Promise<OffsetRow[] | null>;
  /** Ids of orders with a copy in a dead-letter topic, and unreadable records as `null`. */
  deadLetters(): Promise<(string | null)[]>;
  /** Messages delivered again and absorbed. */
  redeliveries(): Promise<number>;
  /**
   * Puts `count` records that nobody can read among the messages for a service. Absent for a variant
   * whose services get no messages.
   */
  poison?(target: Exclude<ServiceRole, 'gateway'>, count: number): Promise<void>;
  /** Removes what `prepare` made and closes connections. */
  close(): Promise<void>;
};

/** A communication style. `variant.ts` of every `*-variant` folder exports one as `variant`. */
export type Variant = {
  name: string;
  /** One line: how its services talk. */
  communication: string;
  contenders: Contender[];
  /** Contenders with a defect on purpose, for the checker to find; no scenario may name them. */
  planted: Contender[];
  /** Whom each service talks to: a link that is not here cannot be cut. */
  reaches: Record<ServiceRole, Peer[]>;
  /** Servers it needs beside PostgreSQL. */
  needs: 'kafka'[];
  /** Entry file of a service process, run as `node --import tsx <file>`. */
  serviceEntry: URL;
  prepare(context: StartContext): Promise<PreparedVariant>;
  /** Streams the changes of a table into a topic; absent for a variant without topics. */
  changeFeed?: ChangeFeed;
};
