// The one interface behind which the three capture methods stand.
import type { RowChange } from '../../shared/change-feed.ts';
import type { Log } from '../../shared/host/log.ts';
import type { Connection } from './connection.ts';
import type { PositionStore } from './position-store.ts';
import type { SourceTable } from './source-table.ts';

/** A change on its way to the topic; the row is JSON text, so that no number loses a digit. */
export type CapturedChange = Pick<RowChange, 'kind' | 'key' | 'position' | 'unchanged'> & {
  /** JSON text of an object, or `null`. */
  row: string;
};

/** Changes in the order of their source, and what to do once Kafka has them all. */
export type Batch = {
  changes: CapturedChange[];
  /** Makes the position durable. Not before every change of the batch, and of those before it, was acknowledged. */
  keep(): Promise<void>;
};

/** What a method works with. */
export type CaptureContext = {
  /** Name of the feed. */
  name: string;
  databaseUrl: string;
  table: SourceTable;
  connection: Connection;
  positions: PositionStore;
  log: Log;
  /** Call it once whatever is committed from now on will be seen. */
  onStreaming(): void;
  signal: AbortSignal;
};

/**
 * Yields what changed after the kept position, for as long as `signal` lets it; an empty wait costs next to
 * nothing. Throws FeedError for what no waiting mends, anything else when a server is away.
 */
export type Capture = (context: CaptureContext) => AsyncGenerator<Batch, void>;

/** The value of a record in the topic. */
export function recordValue(table: string, change: CapturedChange): string {
  const { row, ...head } = change;
  // The row is valid JSON already, and parsing it would round numbers beyond 2^53.
  return `${JSON.stringify({ table, ...head }).slice(0, -1)},"row":${row}}`;
}
