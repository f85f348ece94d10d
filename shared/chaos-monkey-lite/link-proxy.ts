// A TCP proxy between two processes, so that the network can fail while both ends are well.
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { carry, resetSocket } from './link-direction.ts';
import { boundedNumber, longestTimerMs } from './field-reader.ts';
import type { LinkDirection, LinkMode } from './link-direction.ts';
import { listenOnLoopback } from './listen.ts';

/** What can be wrong with a link. */
export type LinkFault =
  /** Everything arrives `ms` milliseconds later, in each direction. */
  | { kind: 'latency'; ms: number }
  /** Connections are reset, new ones as soon as they are made. */
  | { kind: 'reset' }
  /** Connections stay up and nothing arrives; healing delivers what was held. */
  | { kind: 'blackhole' }
  /** Nobody listens: connections are reset and new ones refused. */
  | { kind: 'refuse' };

/** Where the proxy leads. */
export type LinkProxyOptions = {
  host: string;
  port: number;
  /** Port of the proxy on 127.0.0.1. Default: a free one. */
  listenPort?: number;
};

/** A running proxy. */
export type LinkProxy = {
  /** Port on 127.0.0.1; stays the same for life. */
  readonly port: number;
  /** Puts a fault in force in place of any other; resolves when it is. */
  set(fault: LinkFault): Promise<void>;
  /** Resolves when the link works again. */
  heal(): Promise<void>;
  /** Ends all connections and stops listening. */
  close(): Promise<void>;
};

type Link = { client: Socket; server: Socket; directions: LinkDirection[] };

/** Starts a proxy on 127.0.0.1 that leads to `host:port`. Rejects when it cannot listen. */
export async function createLinkProxy({
  host,
  port: serverPort,
  listenPort = 0,
}: LinkProxyOptions): Promise<LinkProxy> {
  let fault: LinkFault | undefined;
  let closed = false;
  let turn: Promise<void> = Promise.resolve();
  const links = new Set<Link>();
  // Half-open sockets: one side may have finished sending while the other still answers.
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, accept);
  const port = await listenOnLoopback(listener, listenPort);

  function mode(): LinkMode {
    return fault?.kind === 'latency' || fault?.kind === 'blackhole' ? fault : { kind: 'open' };
  }

  function accept(client: Socket): void {
    client.on('error', () => undefined);
    if (closed || fault?.kind === 'reset' || fault?.kind === 'refuse') {
      resetSocket(client);
      return;
    }
    const server = connect({ host, port: serverPort, allowHalfOpen: true, noDelay: true });
    server.on('error', () => undefined);
    const directions = [carry(client, server, mode), carry(server, client, mode)];
    const link = { client, server, directions };
    links.add(link);
    const forget = (): void => {
      if (client.destroyed && server.destroyed) links.delete(link);
    };
    client.once('close', forget);
    server.once('close', forget);
  }

  function resetLinks(): void {
    for (const { client, server, directions } of links) {
      for (const direction of directions) direction.stop();
      resetSocket(client);
      resetSocket(server);
    }
  }

  async function stopListening(): Promise<void> {
    const stopped = new Promise((resolve) => listener.close(resolve));
    resetLinks();
    await stopped;
  }

  async function change(next: LinkFault | undefined): Promise<void> {
    if (closed) throw new Error('the link proxy is closed');
    if (next?.kind === 'latency') boundedNumber(next.ms, 'ms', { least: 0, most: longestTimerMs });
    fault = next;
    if (next?.kind === 'refuse') {
      if (listener.listening) await stopListening();
      return;
    }
    if (!listener.listening) await listenOnLoopback(listener, port);
    if (next?.kind === 'reset') resetLinks();
    for (const { directions } of links) for (const direction of directions) direction.update();
  }

  /** One change at a time: a heal must find the listener either open or closed, not closing. */
  function inTurn(step: () => Promise<void>): Promise<void> {
    const done = turn.then(step);
    turn = done.catch(() => undefined);
    return done;
  }

  return {
    port,
    set: (next) => inTurn(() => change({ ...next })),
    heal: () => inTurn(() => change(undefined)),
    close: () =>
      inTurn(async () => {
        closed = true;
        if (listener.listening) await stopListening();
      }),
  };
}
