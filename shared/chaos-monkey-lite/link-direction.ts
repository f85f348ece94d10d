// Carries one direction of a TCP connection in order, late or not at all for a while, but never with a gap.
import type { Socket } from 'node:net';

/** What the link does to bytes under way. */
export type LinkMode = { kind: 'open' } | { kind: 'latency'; ms: number } | { kind: 'blackhole' };

/** Bytes one direction holds back before it stops reading, so that TCP slows the sender down. */
const windowBytes = 4 * 1024 * 1024;

type Item =
  | { kind: 'bytes'; bytes: Buffer; arrivedMs: number }
  | { kind: 'end' | 'reset'; arrivedMs: number };

/** One direction of a connection. */
export type LinkDirection = {
  /** Tells it that the mode has changed. */
  update(): void;
  /** Stops for good and forgets what it holds. */
  stop(): void;
};

/** Resets a connection, also one that is still being made. */
export function resetSocket(socket: Socket): void {
  // Node would postpone the reset until connected, which may be never.
  if (socket.connecting) socket.destroy();
  else socket.resetAndDestroy();
}

/** Carries everything read from `source` to `sink`, ends and resets included, as `mode()` says. */
export function carry(source: Socket, sink: Socket, mode: () => LinkMode): LinkDirection {
  const items: Item[] = [];
  let heldBytes = 0;
  let sinkIsFull = false;
  let sourceEnded = false;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  function add(item: Item): void {
    if (stopped) return;
    items.push(item);
    flush();
  }

  function flush(): void {
    clearTimeout(timer);
    while (!sinkIsFull) {
      const [item] = items;
      const now = mode();
      if (!item || now.kind === 'blackhole') break;
      const waitMs = now.kind === 'latency' ? item.arrivedMs + now.ms - performance.now() : 0;
      if (waitMs > 0) {
        timer = setTimeout(flush, Math.ceil(waitMs));
        break;
      }
      items.shift();
      deliver(item);
    }
    if (heldBytes >= windowBytes) source.pause();
    else if (heldBytes < windowBytes / 2 && source.isPaused()) source.resume();
  }

  function deliver(item: Item): void {
    if (item.kind === 'bytes') {
      heldBytes -= item.bytes.length;
      sinkIsFull = !sink.write(item.bytes);
    } else if (item.kind === 'end') {
      sink.end();
    } else {
      resetSocket(sink);
    }
  }

  source.on('data', (bytes) => {
    if (stopped) return;
    heldBytes += bytes.length;
    add({ kind: 'bytes', bytes, arrivedMs: performance.now() });
  });
  source.on('end', () => {
    sourceEnded = true;
    add({ kind: 'end', arrivedMs: performance.now() });
  });
  source.on('close', () => {
    // Gone without an end: the other side must learn of it too, after what was sent before.
    if (!sourceEnded) add({ kind: 'reset', arrivedMs: performance.now() });
  });
  sink.on('drain', () => {
    sinkIsFull = false;
    flush();
  });
  sink.on('close', () => {
    stop();
    // Bytes nobody will receive must not keep the source from noticing its own end.
    if (!source.destroyed) source.resume();
  });

  function stop(): void {
    stopped = true;
    clearTimeout(timer);
    items.length = 0;
    heldBytes = 0;
  }

  return { update: flush, stop };
}
