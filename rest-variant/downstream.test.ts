// A downstream service and the work it has in hand: what is held back, or whose caller has gone, still counts.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createChaos } from 'chaos-monkey-lite';
import express from 'express';
import { expect, it, onTestFinished } from 'vitest';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { waitUntil } from '../shared/infra/wait.ts';
import { startDownstream } from './downstream.ts';
import { restProfiles } from './policy.ts';
import { routes } from './routes.ts';

const soon = { deadlineMs: 5_000, everyMs: 2 };

async function billing() {
  const app = express();
  const chaos = createChaos({ seed: 1 });
  const gauges = new Map<string, () => number | string>();
  const stops: (() => Promise<void>)[] = [];
  const host: ServiceHost = {
    ...{ app, chaos, trace: undefined },
    config: {
      ...{ SERVICE_ROLE: 'billing', SERVICE_PROFILE: 'plain', SERVICE_HOST: '127.0.0.1' },
      ...{ SERVICE_PORT: 1, SERVICE_ADMIN_PORT: 1, SERVICE_ADMIN_TOKEN: 'x'.repeat(16) },
      // What is held back here never gets as far as a database.
      SERVICE_DATABASE_URL: 'postgres://127.0.0.1:1/x',
      CARD_NETWORK_DATABASE_URL: 'postgres://127.0.0.1:1/x',
      ...{ CHAOS_SEED: 1, LOG_LEVEL: 'error' },
    },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
    gauge: (name, read) => void gauges.set(name, read),
    onStop: (_name, stop) => void stops.push(stop),
    listen: () => Promise.resolve(),
  };
  await startDownstream(host, restProfiles.plain, 'billing');
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await Promise.all(stops.map((stop) => stop()));
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has an address of this kind
  const { port } = server.address() as AddressInfo;
  const charge = (body: string, signal: AbortSignal | null = null) =>
    fetch(`http://127.0.0.1:${port}${routes['charge-card'].path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, body, signal },
    });
  return { chaos, charge, inFlight: () => gauges.get('inFlight')?.() };
}

it('counts a request that is held back, also when its caller has gone, until it has ended', async () => {
  const { chaos, charge, inFlight } = await billing();
  const hold = { kind: 'latency', target: 'billing', rate: 1, point: 'before', ms: 300 } as const;
  chaos.set([{ id: 'slow', ...hold }]);
  const caller = new AbortController();
  const calling = charge('{}', caller.signal).catch(() => 'gone');
  await waitUntil('the request to be in hand', () => inFlight() === 1, soon);
  caller.abort();
  expect(await calling).toBe('gone');
  expect(inFlight()).toBe(1);
  await waitUntil('the work to end', () => inFlight() === 0, soon);
});

it.each([
  ['{"orderId":', 400, /not readable as JSON/],
  [JSON.stringify({ orderId: 'x'.repeat(100_000) }), 413, /larger than/],
  ['{}', 400, /orderId/],
])('refuses a body it cannot use, and says why', async (body, status, why) => {
  const { charge } = await billing();
  const reply = await charge(body);
  expect([reply.status, await reply.text()]).toEqual([status, expect.stringMatching(why)]);
  expect(reply.headers.get('content-type')).toContain('application/problem+json');
});
