// A real server on a real port for tests, closed when its test ends.
import { request } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';
import { listenOnLoopback } from './listen.ts';

/** Serves on loopback until the test ends; resolves with the port. */
export async function serve(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  const port = await listenOnLoopback(server, 0);
  onTestFinished(
    () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  );
  return port;
}

/** Starts a request and resolves once its connection is up; `abort` hangs up. */
export function callAndHangUp(port: number, path: string): { abort: () => void } {
  const call = request({ port, path, host: '127.0.0.1', method: 'POST' });
  call.on('error', () => undefined);
  call.end();
  return { abort: () => void call.destroy() };
}
