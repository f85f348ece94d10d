// Proves over real sockets what each link fault does, and that no byte is lost or reordered by healing.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { listenOnLoopback } from './listen.ts';
import { createLinkProxy } from './link-proxy.ts';
import type { LinkFault } from './link-proxy.ts';

/** A proxy in front of a server that sends everything back; `accepted` are the server's sockets. */
async function setUp(onSocket: (socket: Socket) => void = (socket) => void socket.pipe(socket)) {
  const accepted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    accepted.push(socket);
    onSocket(socket);
  });
  const port = await listenOnLoopback(server, 0);
  const proxy = await createLinkProxy({ host: '127.0.0.1', port });
  onTestFinished(async () => {
    await proxy.close();
    for (const socket of accepted) socket.destroy();
    await new Promise((closed) => server.close(closed));
  });
  return { proxy, accepted };
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** What the connection ended with: the error code, or `closed`. */
async function fateOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    socket.on('close', () => resolve('closed'));
    socket.resume();
  });
}

async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer]: Buffer[] = await once(socket, 'data');
  return String(answer);
}

test('without a fault it is a wire, half-open ends included', async () => {
  const { proxy } = await setUp();
  const socket = await open(proxy.port);
  socket.end('question');
  expect(String(await buffer(socket))).toBe('question');
});

test('a large stream passes whole although the reader is slow to start', async () => {
  const { proxy } = await setUp((socket) => void socket.end(Buffer.alloc(24 * 1024 * 1024, 'ab')));
  const socket = await open(proxy.port);
  socket.pause();
  await vi.waitFor(() => expect(socket.readableLength).toBeGreaterThan(0));
  expect((await buffer(socket)).equals(Buffer.alloc(24 * 1024 * 1024, 'ab'))).toBe(true);
});

test('latency delays each direction by its amount', async () => {
  const { proxy } = await setUp();
  const socket = await open(proxy.port);
  await proxy.set({ kind: 'latency', ms: 40 });
  const startMs = performance.now();
  expect(await echo(socket, 'ping')).toBe('ping');
  const tookMs = performance.now() - startMs;
  expect(tookMs).toBeGreaterThanOrEqual(79);
  expect(tookMs).toBeLessThan(1000);
});

test('bytes and their order survive any sequence of latencies, blackholes and heals', async () => {
  const { proxy } = await setUp();
  const faults = fc.oneof(
    fc.record({ kind: fc.constant('latency' as const), ms: fc.integer({ min: 0, max: 8 }) }),
    fc.constant<LinkFault>({ kind: 'blackhole' }),
    fc.constant(undefined),
  );
  const steps = fc.array(fc.tuple(faults, fc.uint8Array({ maxLength: 3000 })), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(steps, async (plan) => {
      const socket = await open(proxy.port);
      const received = buffer(socket);
      for (const [fault, bytes] of plan) {
        // oxlint-disable-next-line no-await-in-loop -- the order of changes and writes is the point
        await (fault ? proxy.set(fault) : proxy.heal());
        // oxlint-disable-next-line no-await-in-loop -- as above
        await new Promise((written) => socket.write(bytes, written));
      }
      socket.end();
      await proxy.heal();
      expect((await received).equals(Buffer.concat(plan.map(([, bytes]) => bytes)))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a blackhole keeps connections up and silent, and healing delivers what it held', async () => {
  const { proxy, accepted } = await setUp();
  const socket = await open(proxy.port);
  expect(await echo(socket, 'before')).toBe('before');
  await proxy.set({ kind: 'blackhole' });
  const held = Buffer.alloc(10 * 1024 * 1024, 'held');
  socket.end(held);
  const late = await open(proxy.port);
  late.write('late');
  const received = buffer(socket);
  // The proxy takes in its window and then slows the sender down, so the sender cannot finish.
  await vi.waitFor(() => expect(socket.writableLength).toBeGreaterThan(0));
  expect(accepted.map((peer) => peer.bytesRead)).toEqual([6, ...accepted.slice(1).map(() => 0)]);
  expect(socket.bytesRead).toBe(6);
  await proxy.heal();
  expect((await received).equals(held)).toBe(true);
  const [answer]: Buffer[] = await once(late, 'data');
  expect(String(answer)).toBe('late');
});

test('a reset breaks present and new connections until healed', async () => {
  const { proxy, accepted } = await setUp();
  const socket = await open(proxy.port);
  await echo(socket, 'up');
  const serverSide = fateOf(accepted[0] ?? socket);
  const clientSide = fateOf(socket);
  await proxy.set({ kind: 'reset' });
  expect([await clientSide, await serverSide]).toEqual(['ECONNRESET', 'ECONNRESET']);
  expect(await fateOf(connect(proxy.port, '127.0.0.1'))).toBe('ECONNRESET');
  await proxy.heal();
  expect(await echo(await open(proxy.port), 'again')).toBe('again');
});

test('refuse breaks present connections, refuses new ones, and heals on the same port', async () => {
  const { proxy } = await setUp();
  const socket = await open(proxy.port);
  await echo(socket, 'up');
  const fate = fateOf(socket);
  await proxy.set({ kind: 'refuse' });
  expect(await fate).toBe('ECONNRESET');
  expect(await fateOf(connect(proxy.port, '127.0.0.1'))).toBe('ECONNREFUSED');
  await proxy.heal();
  expect(await echo(await open(proxy.port), 'again')).toBe('again');
});

test('changes in quick succession end in the last one', async () => {
  const { proxy } = await setUp();
  await Promise.all([
    proxy.set({ kind: 'refuse' }),
    proxy.set({ kind: 'reset' }),
    proxy.set({ kind: 'refuse' }),
    proxy.heal(),
  ]);
  expect(await echo(await open(proxy.port), 'up')).toBe('up');
});

test('a peer that breaks off is noticed on the other side, after what it sent before', async () => {
  const { proxy } = await setUp((socket) => {
    socket.write('last words', () => socket.destroy());
  });
  const socket = await open(proxy.port);
  const heard: Buffer[] = [];
  socket.on('data', (bytes) => heard.push(bytes));
  socket.on('end', () => socket.end());
  socket.on('error', () => undefined);
  await once(socket, 'close');
  expect(String(Buffer.concat(heard))).toBe('last words');
});

test('a caller learns that the server behind the proxy is down', async () => {
  const nobody = createServer();
  const port = await listenOnLoopback(nobody, 0);
  await new Promise((closed) => nobody.close(closed));
  const proxy = await createLinkProxy({ host: '127.0.0.1', port });
  onTestFinished(() => proxy.close());
  expect(await fateOf(connect(proxy.port, '127.0.0.1'))).toBe('ECONNRESET');
});

test('a closed proxy accepts nothing more, neither connections nor faults', async () => {
  const { proxy } = await setUp();
  await proxy.close();
  expect(await fateOf(connect(proxy.port, '127.0.0.1'))).toBe('ECONNREFUSED');
  await expect(proxy.set({ kind: 'reset' })).rejects.toThrow('closed');
});

test('a taken port and an impossible latency are clear errors', async () => {
  const { proxy } = await setUp();
  const again = createLinkProxy({ host: '127.0.0.1', port: 1, listenPort: proxy.port });
  await expect(again).rejects.toThrow('the port is already in use');
  await expect(proxy.set({ kind: 'latency', ms: -1 })).rejects.toThrow('ms must be a number');
});
