// A loopback port that nobody listens on, that no other process of ours is about to take, and that no outgoing
// connection is likely to take meanwhile.
import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

// Below the ranges from which systems take ports for outgoing connections (Linux from 32768, others from
// 49152): a service killed and started again ten seconds later must find its port free.
const lowest = 15_000;
const beyond = 32_000;
// Two runs at once, each guessing ports for services that listen seconds later, met on one port: each process
// therefore has a block of its own, and marks it as taken by listening on its first port until it ends.
const blockSize = 100;
const blocks = (beyond - lowest) / blockSize;

let ownBlock: Promise<number> | undefined;
let handedOut = 0;

/**
 * A port on 127.0.0.1 that was free a moment ago. One process is given the ports of its block in turn, so the same
 * port comes again only after a whole round. Rejects when every block, or every port of the block, is taken.
 */
export async function freePort(): Promise<number> {
  const first = await (ownBlock ??= claimBlock());
  for (let tries = 1; tries < blockSize; tries++) {
    const port = first + 1 + (handedOut++ % (blockSize - 1));
    const server = await listen(port);
    if (server !== undefined) {
      await new Promise((closed) => server.close(closed));
      return port;
    }
  }
  throw new Error(`no free port between ${first + 1} and ${first + blockSize - 1}`);
}

/** The first port of a block that no other process has claimed. */
async function claimBlock(): Promise<number> {
  const start = randomInt(blocks);
  for (let n = 0; n < blocks; n++) {
    const first = lowest + ((start + n) % blocks) * blockSize;
    const mark = await listen(first);
    if (mark !== undefined) {
      mark.unref();
      return first;
    }
  }
  throw new Error(`no free block of ports between ${lowest} and ${beyond}`);
}

/** A server listening on the port of 127.0.0.1, or nothing when somebody else is. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
