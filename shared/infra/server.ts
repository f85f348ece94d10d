// What Kafka and PostgreSQL have in common for whoever starts and stops them.
import type { ProcessExit } from './process.ts';

/** A server of ours, or somebody else's that we only use. */
export type Server = {
  /** True when an environment variable pointed us to it: never started, never stopped by us. */
  external: boolean;
  /** Undefined while it does not run, and always for an external one. */
  pid(): number | undefined;
  /** Ends with the running process; never for an external one. */
  readonly exited: Promise<ProcessExit>;
  /** SIGKILL, and wait. Rejects for an external one. */
  kill(): Promise<void>;
  /** Starts it again on the same port and data. */
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** What a server is started with. */
export type StartOptions = {
  /** Private directory of this run; data and logs go below it. */
  runDir: string;
  /** Hears what is being done, for people. */
  onProgress?: ((detail: string) => void) | undefined;
  /** Settings of an embedded PostgreSQL beyond the usual ones, such as `track_commit_timestamp`. */
  postgresSettings?: Record<string, string> | undefined;
  /** Aborting ends the start and leaves nothing running. */
  signal?: AbortSignal | undefined;
};
