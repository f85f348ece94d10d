// The connection that streams the log: hands over messages, reads no further than is wanted, confirms what was delivered.
import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { LogicalReplicationService, type Pgoutput } from 'pg-logical-replication';
import { z } from 'zod';
import { applicationName, sessionOptions } from './connection.ts';
import { JsonTextPlugin } from './log-values.ts';
import { formatLsn, parseLsn } from './lsn.ts';
import { slotOf } from './slot.ts';

/** A running stream. */
export type ReplicationStream = {
  /** Reads no further for now; the server waits. */
  pause(): void;
  resume(): void;
  /** Tells the server that everything before `lsn` need not be sent again. */
  confirm(lsn: bigint): void;
  stop(): Promise<void>;
};

/** Who hears what. */
export type StreamListener = {
  onStart(): void;
  onMessage(message: Pgoutput.Message): void;
  /** The server is alive and has nothing to send before `lsn`. */
  onHeartbeat(lsn: bigint): void;
  onLost(error: Error): void;
};

// With TLS the library reads from what is wrapped around our socket, and only that can be paused.
const reading = z
  .object({ _connection: z.object({ stream: z.instanceof(Duplex) }) })
  .transform(({ _connection: { stream } }) => stream);

/** Starts to stream where the slot was confirmed last. */
export function openStream(
  { databaseUrl, name }: { databaseUrl: string; name: string },
  { onStart, onMessage, onHeartbeat, onLost }: StreamListener,
): ReplicationStream {
  const socket = new Socket();
  const service = new LogicalReplicationService(
    {
      connectionString: databaseUrl,
      application_name: applicationName(name),
      connectionTimeoutMillis: 5_000,
      options: sessionOptions,
      // Our own socket, for only so can the reading be paused.
      stream: () => socket,
    },
    // Left to itself the library confirms what has arrived, delivered or not.
    { acknowledge: { auto: false, timeoutSeconds: 0 } },
  );
  service.on('start', onStart);
  service.on('data', (_lsn: string, message: Pgoutput.Message) => onMessage(message));
  service.on('heartbeat', (lsn: string) => onHeartbeat(parseLsn(lsn)));
  service.on('error', onLost);
  service
    .subscribe(
      new JsonTextPlugin({ protoVersion: 1, publicationNames: [slotOf(name)] }),
      slotOf(name),
    )
    .then(
      () => onLost(new Error('the stream of the log has ended')),
      (error: unknown) => onLost(error instanceof Error ? error : new Error(String(error))),
    );
  return {
    pause: () => void readerOf(service, socket).pause(),
    resume: () => void readerOf(service, socket).resume(),
    // The library adds one byte, as for the start of a record; a transaction that begins just there would be skipped.
    confirm: (lsn) => void service.acknowledge(formatLsn(lsn - 1n)).catch(() => undefined),
    stop: async () => {
      service.removeAllListeners();
      service.on('error', () => undefined);
      socket.resume();
      socket.destroy();
      await service.destroy().catch(() => undefined);
    },
  };
}

function readerOf(service: unknown, socket: Socket): Duplex {
  return reading.safeParse(service).data ?? socket;
}
