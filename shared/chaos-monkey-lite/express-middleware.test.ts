// Proves over real HTTP what each fault makes of an Express handler's answer, and of its effect.
import express from 'express';
import { expect, test, vi } from 'vitest';
import { createChaos } from './chaos.ts';
import type { Chaos } from './chaos.ts';
import type { HandlerFault } from './fault.ts';
import { isHit } from './hit.ts';
import { callAndHangUp, serve } from './testing.ts';

const before = { id: 'f', rate: 1, point: 'before' } as const;
const after = { ...before, point: 'after' } as const;

async function setUp(...faults: HandlerFault[]) {
  const chaos = createChaos({ seed: 1 });
  const charged: string[] = [];
  const app = express();
  app.use((_req, res, next) => {
    res.setHeader('X-Request-Id', 'r1');
    next();
  });
  app.post(
    '/charges/:order',
    chaos.middleware({ target: 'charge', key: (req) => String(req.params['order']) }),
    async (req, res) => {
      await Promise.resolve();
      charged.push(String(req.params['order']));
      res.set('Location', '/charges/1').status(201).json({ order: req.params['order'] });
    },
  );
  chaos.set(faults);
  const port = await serve(app);
  const charge = (order = 'a'): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/charges/${order}`, { method: 'POST' });
  return { chaos, charge, charged, port };
}

/** Waits until the fault has hit `hits` times. */
async function untilHit(chaos: Chaos, hits = 1): Promise<void> {
  await vi.waitFor(() => expect(chaos.list()[0]?.hits).toBe(hits), { timeout: 5000 });
}

test('without a fault the handler answers as ever', async () => {
  const { charge } = await setUp();
  const answer = await charge();
  expect([answer.status, await answer.json()]).toEqual([201, { order: 'a' }]);
});

test('unavailable before the effect: 503, Retry-After, a problem, and no effect', async () => {
  const { charge, charged } = await setUp({ ...before, kind: 'unavailable', retryAfterS: 7 });
  const answer = await charge();
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('7');
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 503, title: 'Service Unavailable' });
  expect(charged).toEqual([]);
});

test('unavailable after the effect: charged, then 503, and nothing of the true answer leaks', async () => {
  const { charge, charged } = await setUp({ ...after, kind: 'unavailable' });
  const answer = await charge();
  expect(charged).toEqual(['a']);
  expect(answer.status).toBe(503);
  expect(answer.statusText).toBe('Service Unavailable');
  expect(answer.headers.get('retry-after')).toBe('1');
  expect(answer.headers.get('location')).toBeNull();
  expect(answer.headers.get('etag')).toBeNull();
  expect(answer.headers.get('x-request-id')).toBe('r1');
  expect(await answer.json()).toMatchObject({ status: 503 });
});

test('error answers 500 on either side of the effect', async () => {
  const early = await setUp({ ...before, kind: 'error' });
  const late = await setUp({ ...after, kind: 'error' });
  expect([(await early.charge()).status, early.charged]).toEqual([500, []]);
  expect([(await late.charge()).status, late.charged]).toEqual([500, ['a']]);
});

test('reset destroys the connection on either side of the effect', async () => {
  const early = await setUp({ ...before, kind: 'reset' });
  const late = await setUp({ ...after, kind: 'reset' });
  await expect(early.charge()).rejects.toThrow('fetch failed');
  await expect(late.charge()).rejects.toThrow('fetch failed');
  expect([early.charged, late.charged]).toEqual([[], ['a']]);
});

test('latency before delays the effect, latency after delays the complete answer', async () => {
  const early = await setUp({ ...before, kind: 'latency', ms: 60_000 });
  const late = await setUp({ ...after, kind: 'latency', ms: 60_000 });
  const answers = [early.charge(), late.charge()];
  await Promise.all([untilHit(early.chaos), vi.waitFor(() => expect(late.charged).toEqual(['a']))]);
  expect(early.charged).toEqual([]);
  early.chaos.clear();
  late.chaos.clear();
  for (const answer of await Promise.all(answers)) {
    expect([answer.status, answer.headers.get('location')]).toEqual([201, '/charges/1']);
    // oxlint-disable-next-line no-await-in-loop -- the body of an answer already here
    expect(await answer.json()).toEqual({ order: 'a' });
  }
});

test('latency lasts as long as it says', async () => {
  const { charge } = await setUp({ ...before, kind: 'latency', ms: [40, 50] });
  const startMs = performance.now();
  expect((await charge()).status).toBe(201);
  expect(performance.now() - startMs).toBeGreaterThan(38);
});

test('a hang never answers; clearing destroys the connection, with or without the effect', async () => {
  const early = await setUp({ ...before, kind: 'hang' });
  const late = await setUp({ ...after, kind: 'hang' });
  const answers = Promise.allSettled([early.charge(), late.charge()]);
  await Promise.all([untilHit(early.chaos), vi.waitFor(() => expect(late.charged).toEqual(['a']))]);
  early.chaos.clear();
  late.chaos.clear();
  expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(early.charged).toEqual([]);
  expect((await early.charge()).status).toBe(201);
});

test('a caller that hangs up on a hang leaves the service well', async () => {
  const { chaos, charge, port } = await setUp({ ...before, kind: 'hang' });
  const call = callAndHangUp(port, '/charges/a');
  await untilHit(chaos);
  call.abort();
  chaos.clear();
  expect((await charge()).status).toBe(201);
});

test('a streamed answer delayed after the effect arrives byte for byte', async () => {
  const chaos = createChaos({ seed: 1 });
  const app = express();
  app.get('/', chaos.middleware({ target: 'file', key: () => 'k' }), (_req, res) => {
    const buffer = Buffer.from('one,');
    res.writeHead(200, 'Fine', { 'X-Kind': 'stream' });
    res.flushHeaders();
    res.write(buffer, () => {
      buffer.fill('x');
      res.write('two,', 'utf8');
      res.end('dHdv', 'base64');
    });
  });
  chaos.set([{ ...after, kind: 'latency', ms: 1 }]);
  const answer = await fetch(`http://127.0.0.1:${await serve(app)}/`);
  expect([answer.statusText, answer.headers.get('x-kind')]).toEqual(['Fine', 'stream']);
  expect(await answer.text()).toBe('one,two,two');
});

test('a handler that fails on its own is overruled by the fault after it', async () => {
  const chaos = createChaos({ seed: 1 });
  const app = express().set('env', 'test');
  app.get('/', chaos.middleware({ target: 't', key: () => 'k' }), () => {
    throw new Error('real');
  });
  chaos.set([{ ...after, kind: 'unavailable' }]);
  expect((await fetch(`http://127.0.0.1:${await serve(app)}/`)).status).toBe(503);
});

test('HTTP requests and messages with the same keys are hit alike, attempt by attempt', async () => {
  const fault: HandlerFault = { ...before, kind: 'unavailable', rate: 0.5 };
  const { chaos, charge } = await setUp(fault);
  const other = createChaos({ seed: 1 });
  other.set([fault]);
  const consume = other.wrap('charge', async () => 201, { key: (order: string) => order });
  for (const order of ['a', 'b', 'c', 'd', 'a', 'b', 'a', 'd', 'a', 'c']) {
    // oxlint-disable-next-line no-await-in-loop -- attempts of an order follow each other
    const [http, message] = await Promise.all([charge(order), consume(order).catch(() => 503)]);
    expect(http.status).toBe(message);
  }
  expect(chaos.list()).toEqual(other.list());
  expect((await charge('e')).status).toBe(isHit(1, 'f', 'e', 1, 0.5) ? 503 : 201);
});

test('a key that cannot be read is an error of the request, not a crash', async () => {
  const chaos = createChaos({ seed: 1 });
  const app = express().set('env', 'test');
  app.get('/', chaos.middleware({ target: 't', key: unreadable }), (_req, res) => void res.end());
  expect((await fetch(`http://127.0.0.1:${await serve(app)}/`)).status).toBe(500);
});

function unreadable(): string {
  throw new Error('no key');
}
