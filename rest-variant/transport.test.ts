import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newOrder } from '../shared/domain/order.ts';
import type { Span } from '../shared/trace.ts';
import { deadlineFrom, restProfiles, type RestPolicy } from './policy.ts';
import { openTransport } from './transport.ts';

const order = newOrder({
  ...{ orderId: '11111111-1111-4111-8111-111111111111', flight: 'RB1000', seats: 1 },
  ...{ card: '4242424242424242', email: 'user@example.com' },
});
const charge = { type: 'charge-card' } as const;
const fast: RestPolicy = {
  ...restProfiles.hardened,
  ...{ backoffInitialMs: 1, backoffMaxMs: 5, attemptTimeoutMs: 200, breaker: null },
};

let server: Server | undefined;
const servers: Server[] = [];
afterEach(() => {
  for (const one of servers.splice(0)) {
    one.closeAllConnections();
    one.close();
  }
});

/** A billing service that answers each call with the next of `answers` (the last one for ever). */
async function billing(
  ...answers: ((req: IncomingMessage, res: ServerResponse) => void)[]
): Promise<{ urls: Record<'ticket' | 'billing' | 'email', string[]>; calls: IncomingMessage[] }> {
  const calls: IncomingMessage[] = [];
  server = createServer((req, res) => {
    calls.push(req);
    answers[Math.min(calls.length, answers.length) - 1]?.(req, res);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const url = `http://127.0.0.1:${port}`;
  return { urls: { ticket: [url], billing: [url], email: [url] }, calls };
}
const charged = (_req: IncomingMessage, res: ServerResponse) => {
  res.setHeader('content-type', 'application/json');
  res.end('{"type":"card-charged"}');
};
const unavailable = (retryAfter?: string) => (_req: IncomingMessage, res: ServerResponse) => {
  if (retryAfter) res.setHeader('retry-after', retryAfter);
  res.statusCode = 503;
  res.end('{}');
};
const silence = () => undefined;
const inMs = (ms: number) => Date.now() + ms;

describe('a call to the next service', () => {
  it('is tried again after a 503 and carries the same idempotency key', async () => {
    const { urls, calls } = await billing(unavailable(), unavailable(), charged);
    const transport = openTransport(fast, urls);
    expect(await transport.call(order, charge, inMs(2_000))).toEqual({
      ...{ kind: 'answered', event: { type: 'card-charged' } },
    });
    expect(calls.map((c) => c.headers['idempotency-key'])).toEqual(
      Array(3).fill(order.booking.orderId),
    );
    expect(transport.chargeAttempts()).toBe(3);
  });

  it('is made once, without a key, by the plain policy', async () => {
    const { urls, calls } = await billing(unavailable());
    const result = await openTransport(restProfiles.plain, urls).call(order, charge, inMs(2_000));
    expect(result).toMatchObject({ kind: 'gave-up', status: 503, effectPossible: true });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.headers['idempotency-key']).toBeUndefined();
  });

  it('carries no key at all, or a new one each time, when the policy says so', async () => {
    const keysOf = async (idempotencyKeys: RestPolicy['idempotencyKeys']) => {
      const { urls, calls } = await billing(unavailable(), unavailable(), charged);
      await openTransport({ ...fast, idempotencyKeys }, urls).call(order, charge, inMs(2_000));
      server?.closeAllConnections();
      server?.close();
      return calls.map((c) => c.headers['idempotency-key']);
    };
    expect(await keysOf('none')).toEqual([undefined, undefined, undefined]);
    expect(new Set(await keysOf('per-attempt')).size).toBe(3);
  });

  it('without any deadline waits for an answer that takes longer than any deadline', async () => {
    const late: ServerResponse[] = [];
    const { urls } = await billing((_req, res) => void late.push(res));
    // A clock far beyond every deadline the other profiles have.
    let now = 0;
    const transport = openTransport(restProfiles.bare, urls, () => (now += 1e9));
    const deadlineAtMs = deadlineFrom(0, restProfiles.bare);
    const result = transport.call(order, charge, deadlineAtMs);
    await vi.waitFor(() => expect(late).toHaveLength(1));
    late[0]?.setHeader('content-type', 'application/json').end('{"type":"card-charged"}');
    expect(await result).toEqual({ kind: 'answered', event: { type: 'card-charged' } });
  });

  it('waits as long as Retry-After asks', async () => {
    const { urls } = await billing(unavailable('1'), charged);
    const startedAt = performance.now();
    expect(await openTransport(fast, urls).call(order, charge, inMs(5_000))).toMatchObject({
      kind: 'answered',
    });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('gives up at once when Retry-After goes past the deadline', async () => {
    const { urls, calls } = await billing(unavailable('60'));
    const result = await openTransport(fast, urls).call(order, charge, inMs(2_000));
    expect(result).toMatchObject({ kind: 'gave-up', status: 503 });
    expect(calls).toHaveLength(1);
  });

  it('that gets no answer may have had its effect', async () => {
    const { urls } = await billing(silence);
    expect(await openTransport(fast, urls).call(order, charge, inMs(3_000))).toMatchObject({
      ...{ kind: 'gave-up', status: 504, effectPossible: true },
    });
  });

  it('that nobody listens to had none', async () => {
    const { urls } = await billing(silence);
    server?.close();
    expect(await openTransport(fast, urls).call(order, charge, inMs(2_000))).toMatchObject({
      ...{ kind: 'gave-up', status: 503, effectPossible: false },
    });
  });

  it('ends at its deadline even when attempts are left', async () => {
    const { urls } = await billing(silence);
    const startedAt = performance.now();
    await openTransport({ ...fast, attempts: 50 }, urls).call(order, charge, inMs(500));
    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  it('fails fast once the breaker has opened', async () => {
    const { urls, calls } = await billing(unavailable());
    const policy: RestPolicy = {
      ...fast,
      attempts: 1,
      breaker: {
        failureShare: 0.5,
        samplingMs: 1_000,
        minimumPerSecond: 5,
        halfOpenAfterMs: 60_000,
      },
    };
    const transport = openTransport(policy, urls);
    const results: unknown[] = [];
    for (let n = 0; n < 40; n++) results.push(await transport.call(order, charge, inMs(1_000)));
    expect(transport.breakerState()).toBe('open');
    expect(calls.length).toBeLessThan(40);
    expect(results.at(-1)).toMatchObject({ kind: 'gave-up', status: 503, effectPossible: false });
  });

  it('is a bug, not an outage, when the other side refuses the request', async () => {
    const { urls } = await billing((_req, res) => {
      res.statusCode = 400;
      res.end('{}');
    });
    await expect(openTransport(fast, urls).call(order, charge, inMs(1_000))).rejects.toThrow(
      'billing refused charge-card with 400',
    );
  });
});

describe('a call to a service of several instances', () => {
  const nobody = 'http://127.0.0.1:9';
  const seen = ({ attempts }: { attempts: Span[] }) => attempts.map(({ outcome }) => outcome);
  const callsOf = async (urls: string[], policy: RestPolicy, times: number) => {
    const attempts: Span[] = [];
    const peers = { ticket: urls, billing: urls, email: urls };
    const transport = openTransport(policy, peers, Date.now, (span) => void attempts.push(span));
    const results: string[] = [];
    for (let n = 0; n < times; n++)
      results.push((await transport.call(order, charge, inMs(1_000))).kind);
    return { attempts, results, transport };
  };

  it('is made by each in turn', async () => {
    const [a, b] = [await billing(charged), await billing(charged)];
    await callsOf([...a.urls.billing, ...b.urls.billing], fast, 6);
    expect([a.calls.length, b.calls.length]).toEqual([3, 3]);
  });

  it('goes to the next when one does not listen, whose turn then comes no more for a while', async () => {
    const { urls } = await billing(charged);
    const { plain } = restProfiles;
    const called = await callsOf([nobody, ...urls.billing], plain, 4);
    expect(called.results).toEqual(Array(4).fill('answered'));
    expect(seen(called)).toEqual(['refused', 'ok', 'ok', 'ok', 'ok']);
  });

  it('passes over one whose name is gone, as that of a container that was killed', async () => {
    const { urls } = await billing(charged);
    const called = await callsOf(['http://gone.invalid:9', ...urls.billing], restProfiles.plain, 1);
    expect(seen(called)).toEqual(['refused', 'ok']);
  });

  it('gives up only when nobody listens', async () => {
    const called = await callsOf([nobody, nobody], { ...restProfiles.plain, refusedForMs: 0 }, 1);
    expect(called.results).toEqual(['gave-up']);
    expect(seen(called)).toEqual(['refused', 'refused']);
  });

  it('passes over one whose own breaker is open, and the other serves on', async () => {
    const [bad, good] = [await billing(unavailable()), await billing(charged)];
    const breaker = {
      ...{ failureShare: 0.5, samplingMs: 1_000, minimumPerSecond: 5 },
      halfOpenAfterMs: 60_000,
    };
    const policy: RestPolicy = { ...fast, attempts: 1, breaker };
    const called = await callsOf([...bad.urls.billing, ...good.urls.billing], policy, 60);
    expect(called.transport.breakerState()).toBe('open');
    expect(called.results.slice(-20)).toEqual(Array(20).fill('answered'));
    expect(bad.calls.length).toBeLessThan(30);
  });
});
