// What Kafka and PostgreSQL have in common for whoever starts and stops them.
import type { FaultHook } from './fault-hook.ts';
import type { KafkaNodeCount } from './kafka-nodes.ts';
import type { ProcessExit } from './process.ts';

/** A server of ours, or somebody else's that we only use. */
export type Server = {
  /** True when an environment variable pointed us to it: never started, never stopped by us. */
  external: boolean;
  /** The image of its container, when it runs in a compose project of the run; says so when it is only a stand-in. */
  image?: string;
  /** What breaks and mends an external one; absent when nothing does. */
  hook?: FaultHook;
  /** Undefined while it does not run, and always for an external one. */
  pid(): number | undefined;
  /** Ends with the running process, or with a container of ours that nobody has killed; never for an external one. */
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL, and wait. Rejects for an external one without a hook. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** Settings beside or instead of the usual ones of `server.properties`. */
export type KafkaSettings = (usual: ReadonlyMap<string, string>) => Record<string, string>;

/** What a server is started with. */
export type StartOptions = {
  /** Private directory of this run; data and logs go below it. */
  runDir: string;
  /** Hears what is being done, for people. */
  onProgress?: ((detail: string) => void) | undefined;
  /** Settings of an embedded PostgreSQL beyond the usual ones, such as `track_commit_timestamp`. */
  postgresSettings?: Record<string, string> | undefined;
  /** Settings of an embedded Kafka beyond the usual ones, which it is shown. */
  kafkaSettings?: KafkaSettings | undefined;
  /** Copies of each topic; absent = what KAFKA_REPLICATION_FACTOR says, or the cluster's own default. */
  replicationFactor?: number | undefined;
  /** Nodes of an embedded Kafka; 1 when absent. */
  kafkaNodes?: KafkaNodeCount | undefined;
  /** Aborting ends the start and leaves nothing running. */
  signal?: AbortSignal | undefined;
};
