// Lets the operating system choose a port, so that two harness runs on one machine never agree on the same one.
import { createServer } from 'node:net';

/** A TCP port that was free on 127.0.0.1 a moment ago; whoever binds it must still expect address-in-use. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
