// A loopback port that nobody listens on, and that no outgoing connection is likely to take meanwhile.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ranges from which systems take ports for outgoing connections (Linux from 32768, others from
// 49152): a service killed and started again ten seconds later must find its port free.
const lowest = 15_000;
const beyond = 32_000;
const tries = 100;

/** A port on 127.0.0.1 that was free a moment ago. Rejects when a hundred guesses were all taken. */
export async function freePort(): Promise<number> {
  for (let n = 0; n < tries; n++) {
    const port = randomInt(lowest, beyond);
    if (await canListen(port)) return port;
  }
  throw new Error(`no free port between ${lowest} and ${beyond} in ${tries} tries`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
