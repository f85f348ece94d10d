// Holds openapi.yaml to the code: routes, answers that were really given, and the schemas of what is sent.
import type { Server } from 'node:http';
import { createChaos } from 'chaos-monkey-lite';
import express, { type Express } from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startDownstream } from '../rest-variant/downstream.ts';
import { restProfiles } from '../rest-variant/policy.ts';
import { callBodySchema, eventSchema, orderIdHeader, routes } from '../rest-variant/routes.ts';
import type { Booking } from '../shared/domain/booking.ts';
import type { Order, OrderState } from '../shared/domain/order.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import {
  bookingApi,
  bookingSchema,
  maxBodyBytes,
  maxIds,
  type Acceptance,
} from '../shared/services/booking-api.ts';
import { essential, essentialOf, expectFits, readDocument } from './testing/documents.ts';

const content = z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) }));
const response = z.object({ content, headers: z.record(z.string(), z.unknown()).optional() });
const operation = z.object({
  operationId: z.string(),
  tags: z.tuple([z.string()]),
  parameters: z.array(
    z.object({ name: z.string(), in: z.string(), required: z.boolean(), schema: z.unknown() }),
  ),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), response),
});
type Operation = z.infer<typeof operation>;
const { paths } = z
  .object({ paths: z.record(z.string(), z.record(z.enum(['get', 'post']), operation.optional())) })
  .parse(readDocument('openapi.yaml'));

const operationAt = (method: 'get' | 'post', path: string): Operation => {
  const found = paths[path]?.[method];
  if (!found) throw new Error(`openapi.yaml has no ${method} ${path}`);
  return found;
};
const statusesOf = ({ responses }: Operation) =>
  Object.keys(responses).filter((status) => status !== 'default');

/** Method and path of every route of a router, in the notation of OpenAPI. */
function routesOf(router: { stack: unknown[] }): string[] {
  const layer = z.object({
    route: z.object({ path: z.string(), methods: z.record(z.string(), z.boolean()) }).optional(),
  });
  return router.stack.flatMap((one) => {
    const { route } = layer.parse(one);
    if (!route) return [];
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    return Object.keys(route.methods).map((method) => `${method} ${path}`);
  });
}

const booking: Booking = {
  orderId: '11111111-1111-4111-8111-111111111111',
  flight: 'LH1',
  seats: 2,
  card: '4242424242424242',
  email: 'me@example.org',
};
const states: OrderState[] = [
  { step: 'requested' },
  { step: 'reserved' },
  { step: 'confirmed', mail: 'owed' },
  ...(['sold-out', 'unknown-flight', 'card-declined', 'unavailable'] as const).map(
    (reason): OrderState => ({ step: 'rejected', reason }),
  ),
];
const orders: Order[] = states.map((state) => ({ booking, state }));
const [pending] = orders;
if (!pending) throw new Error('there is no order');

const servers: Server[] = [];
async function serve(app: Express): Promise<string> {
  const server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  servers.push(server);
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
afterAll(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

/** Checks one real answer against what the document says of its status, and gives back the status. */
async function checkAnswer(said: Operation, answer: Response): Promise<string> {
  const status = String(answer.status);
  const described = said.responses[status];
  if (!described)
    throw new Error(`${said.operationId} answered ${status}, which is not documented`);
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  expect(Object.keys(described.content)).toEqual([type]);
  for (const header of Object.keys(described.headers ?? {}))
    expect(answer.headers.get(header), `${status} ${header}`).not.toBeNull();
  expectFits(described.content[type]?.schema, await answer.json());
  return status;
}

describe('the edge', () => {
  let url = '';
  let next: Acceptance = { kind: 'conflict' };
  const router = bookingApi({
    accept: () => Promise.resolve(next),
    find: (ids) => Promise.resolve(ids.includes(booking.orderId) ? orders : []),
  });
  beforeAll(async () => {
    url = await serve(express().use(router));
  });

  const post = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${url}/bookings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });

  it('has the documented routes and no others', () => {
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, one]) => one?.tags[0] === 'edge')
        .map(([method]) => `${method} ${path.replace('{orderId}', '{id}')}`),
    );
    expect(routesOf(router).toSorted()).toEqual(documented.toSorted());
  });

  it('answers POST with each documented status and no other', async () => {
    const said = operationAt('post', '/bookings');
    const accept = (acceptance: Acceptance) => {
      next = acceptance;
      return post(booking);
    };
    // One of each kind: a new kind of acceptance does not compile without its answer here.
    const kinds: Record<Acceptance['kind'], Acceptance[]> = {
      decided: orders.map((order) => ({ kind: 'decided', order })),
      accepted: [{ kind: 'accepted', order: pending }],
      conflict: [{ kind: 'conflict' }],
      unavailable: ([503, 504] as const).map((status) => ({
        kind: 'unavailable',
        status,
        detail: 'x',
      })),
    };
    const seen = new Set<string>();
    for (const acceptance of Object.values(kinds).flat())
      seen.add(await checkAnswer(said, await accept(acceptance)));
    for (const bad of [
      { ...booking, seats: 0 },
      { ...booking, more: 1 },
      'not JSON',
      'x'.repeat(maxBodyBytes + 1),
    ])
      seen.add(await checkAnswer(said, await post(bad)));
    const otherKey = { 'idempotency-key': '22222222-2222-4222-8222-222222222222' };
    seen.add(await checkAnswer(said, await post(booking, otherKey)));
    seen.add(await checkAnswer(said, await post(booking, { 'content-type': 'text/plain' })));
    expect([...seen].toSorted()).toEqual(statusesOf(said).toSorted());
  });

  it('answers both GETs with each documented status and no other', async () => {
    const nobody = '33333333-3333-4333-8333-333333333333';
    const seenBy = async (path: string, urls: string[]) => {
      const seen = new Set<string>();
      for (const one of urls)
        seen.add(await checkAnswer(operationAt('get', path), await fetch(`${url}${one}`)));
      expect([...seen].toSorted()).toEqual(statusesOf(operationAt('get', path)).toSorted());
    };
    await seenBy('/bookings', [`/bookings?ids=${booking.orderId},${nobody}`, '/bookings?ids=x']);
    await seenBy('/bookings/{orderId}', [
      ...[`/bookings/${booking.orderId}`, `/bookings/${nobody}`, '/bookings/x'],
    ]);
  });

  it('takes the documented body, key and number of ids', () => {
    const { requestBody, parameters } = operationAt('post', '/bookings');
    expect(essential(requestBody?.content['application/json']?.schema)).toEqual(
      essentialOf(bookingSchema),
    );
    expect(parameters.map(({ name }) => name.toLowerCase())).toEqual(['idempotency-key']);
    const [ids] = operationAt('get', '/bookings').parameters;
    expect(ids).toMatchObject({ name: 'ids', in: 'query', schema: { maxItems: maxIds } });
  });

  it('shows every status and reason that the document has, so that none is left over', () => {
    const view = operationAt('get', '/bookings/{orderId}').responses['200']?.content;
    const { properties } = z
      .object({ properties: z.record(z.string(), z.looseObject({})) })
      .parse(view?.['application/json']?.schema);
    expect(properties['status']?.['enum']).toEqual(['pending', 'confirmed', 'rejected']);
    expect(properties['reason']?.['enum']).toHaveLength(
      new Set(states.map((state) => ('reason' in state ? state.reason : null))).size,
    );
    expect(Object.keys(properties)).not.toContain('card');
  });
});

describe('the calls between services', () => {
  const calls = Object.entries(routes);

  it('are the documented ones, each at the service it belongs to', () => {
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, one]) =>
        one && one.tags[0] !== 'edge' ? `${one.operationId} ${one.tags[0]} ${method} ${path}` : [],
      ),
    );
    expect(documented.toSorted()).toEqual(
      calls.map(([command, { role, path }]) => `${command} ${role} post ${path}`).toSorted(),
    );
  });

  it.each(calls)('%s takes a booking and answers with an event', (_command, { path }) => {
    const { requestBody, responses, parameters } = operationAt('post', path);
    expect(essential(requestBody?.content['application/json']?.schema)).toEqual(
      essentialOf(callBodySchema),
    );
    expect(essential(responses['200']?.content['application/json']?.schema)).toEqual(
      essentialOf(eventSchema),
    );
    expect(parameters.map(({ name }) => name.toLowerCase())).toEqual([
      orderIdHeader,
      'idempotency-key',
    ]);
  });

  it.each(calls)('%s answers a bad body and a fault as documented', async (_command, route) => {
    const chaos = createChaos({ seed: 1 });
    const app = express();
    const host: Pick<ServiceHost, 'app' | 'chaos' | 'config' | 'log' | 'gauge' | 'onStop'> = {
      app,
      chaos,
      config: {
        SERVICE_ROLE: route.role,
        SERVICE_PROFILE: 'plain',
        SERVICE_HOST: '127.0.0.1',
        SERVICE_PORT: 1,
        SERVICE_ADMIN_PORT: 1,
        SERVICE_ADMIN_TOKEN: 'x'.repeat(16),
        // Nothing of what is asked here gets as far as a database.
        SERVICE_DATABASE_URL: 'postgres://127.0.0.1:1/x',
        CARD_NETWORK_DATABASE_URL: 'postgres://127.0.0.1:1/x',
        CHAOS_SEED: 1,
        LOG_LEVEL: 'error',
      },
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      gauge: () => {},
      onStop: () => {},
    };
    await startDownstream(
      { ...host, trace: undefined, listen: () => Promise.resolve() },
      restProfiles.plain,
      route.role,
    );
    const url = await serve(app);
    const call = (body: unknown) =>
      fetch(`${url}${route.path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [orderIdHeader]: booking.orderId },
        body: JSON.stringify(body),
      });
    const said = operationAt('post', route.path);
    const seen = ['200', await checkAnswer(said, await call({ ...booking, seats: 0 }))];
    chaos.set([{ kind: 'unavailable', id: 'f', target: route.role, rate: 1, point: 'before' }]);
    seen.push(await checkAnswer(said, await call(booking)));
    expect(seen).toEqual(statusesOf(said));
  });
});
