// Proves that the control endpoint obeys its owner, refuses everybody else, and names what is wrong.
import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createChaos } from './chaos.ts';
import { createControlClient } from './control-client.ts';
import { startControlServer } from './control-server.ts';
import { createControlHandler } from './control.ts';
import type { HandlerFault } from './fault.ts';
import { serve } from './testing.ts';

const token = 'correct-horse';
const fault: HandlerFault = { id: 'a/b c', kind: 'error', rate: 1, point: 'before' };

async function setUp() {
  const chaos = createChaos({ seed: 1 });
  const server = await startControlServer({ chaos, token, port: 0 });
  onTestFinished(() => server.close());
  const url = `http://127.0.0.1:${server.port}`;
  const call = (method: string, path: string, headers = {}, body?: string): Promise<Response> =>
    fetch(url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body }),
    });
  return { chaos, server, url, call, client: createControlClient({ url, token }) };
}

test('a client sets, lists and clears the faults of another process', async () => {
  const { chaos, client } = await setUp();
  expect(await client.set([fault, { ...fault, id: 'other' }])).toHaveLength(2);
  chaos.decide('t', 'k');
  expect(await client.list()).toEqual([
    { ...fault, hits: 1 },
    { ...fault, id: 'other', hits: 0 },
  ]);
  await client.clear('a/b c');
  expect(chaos.list().map(({ id }) => id)).toEqual(['other']);
  await client.clear();
  expect(chaos.list()).toEqual([]);
});

test.each(['Bearer wrong', `Basic ${token}`, token, 'Bearer ', ''])(
  'the authorization %j is refused',
  async (authorization) => {
    const { call, chaos } = await setUp();
    chaos.set([fault]);
    const answer = await call('DELETE', '/chaos/faults', { authorization });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(chaos.list()).toHaveLength(1);
  },
);

test.each([
  ['127.0.0.1:99', 200],
  ['localhost', 200],
  ['[::1]:80', 200],
  ['evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['localhost:80@evil.example', 403],
])('the host %s gets %i, since a browser can be led to loopback by name', async (host, status) => {
  const { server } = await setUp();
  const headers = { host, authorization: `Bearer ${token}` };
  const answered = await new Promise((resolve, reject) => {
    request({ port: server.port, host: '127.0.0.1', path: '/chaos/faults', headers }, (res) => {
      res.resume();
      resolve(res.statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect(answered).toBe(status);
});

test.each([
  ['{', 'not JSON', undefined],
  ['[]', 'body must be an object', 'body'],
  ['{}', 'faults must be an array', 'faults'],
  ['{"faults":[],"more":1}', 'body.more', 'body.more'],
  ['{"faults":[{"id":"x","kind":"error","rate":2,"point":"before"}]}', 'rate', 'faults[0].rate'],
])('the body %s is a 400 that says what is wrong', async (body, detail, field) => {
  const { call, chaos } = await setUp();
  chaos.set([fault]);
  const answer = await call('PUT', '/chaos/faults', {}, body);
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problem).toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
  expect(problem).toHaveProperty('title', 'Bad Request');
  if (field !== undefined) expect(problem).toHaveProperty('field', field);
  expect(chaos.list()).toHaveLength(1);
});

test('a body over 64 KiB is refused', async () => {
  const { call } = await setUp();
  const answer = await call('PUT', '/chaos/faults', {}, `"${'x'.repeat(64 * 1024)}"`);
  expect(answer.status).toBe(413);
});

test.each([
  ['PATCH', '/chaos/faults', 405, 'GET, PUT, POST, DELETE'],
  ['GET', '/chaos/faults/x', 405, 'DELETE'],
  ['DELETE', '/chaos/faults/%ff', 400, null],
  ['DELETE', '/chaos/faults/unknown', 204, null],
  ['GET', '/chaos/faults?x=1', 200, null],
  ['GET', '/chaos/faults/x/y', 404, null],
  ['GET', '/', 404, null],
])('%s %s answers %i', async (method, path, status, allow) => {
  const { call } = await setUp();
  const answer = await call(method, path);
  expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
});

test('inside another server the handler leaves foreign paths alone', async () => {
  const handle = createControlHandler({ chaos: createChaos({ seed: 1 }), token });
  const port = await serve((req, res) => {
    if (!handle(req, res)) res.end('mine');
  });
  const url = `http://127.0.0.1:${port}`;
  expect(await (await fetch(`${url}/chaos/faultsX`)).text()).toBe('mine');
  expect((await fetch(`${url}/chaos/faults`)).status).toBe(401);
});

test('a taken port is a clear error', async () => {
  const { server, chaos } = await setUp();
  await expect(startControlServer({ chaos, token, port: server.port })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${server.port}: the port is already in use`,
  );
});

test('a token too short to protect anything is refused', () => {
  const chaos = createChaos({ seed: 1 });
  expect(() => createControlHandler({ chaos, token: '' })).toThrow(RangeError);
});

test('the client says whether it was refused or got no answer', async () => {
  const { url, server } = await setUp();
  const stranger = createControlClient({ url, token: 'wrong-token' });
  await expect(stranger.list()).rejects.toMatchObject({ name: 'ControlError', status: 401 });
  await server.close();
  await expect(stranger.list()).rejects.toMatchObject({
    status: undefined,
    message: expect.stringContaining('not reachable'),
  });
});

test('the client gives up on a server that does not answer', async () => {
  const port = await serve(() => undefined);
  const client = createControlClient({ url: `http://127.0.0.1:${port}/`, token, deadlineMs: 30 });
  await expect(client.list()).rejects.toThrow('no answer within 30 ms');
});
