// Gives the control endpoint a port of its own on loopback, so that a service's public port never carries it.
import { createServer } from 'node:http';
import { createControlHandler } from './control.ts';
import type { ControlOptions } from './control.ts';
import { listenOnLoopback } from './listen.ts';

/** A listening control server. */
export type ControlServer = {
  /** TCP port on 127.0.0.1. */
  port: number;
  /** Stops listening and ends open connections. Does not clear faults. */
  close(): Promise<void>;
};

/** Listens on 127.0.0.1; port 0 picks a free one. Rejects, naming the port, when it is taken. */
export async function startControlServer({
  port,
  ...options
}: ControlOptions & { port: number }): Promise<ControlServer> {
  const handle = createControlHandler(options);
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(404).end();
  });
  return {
    port: await listenOnLoopback(server, port),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
