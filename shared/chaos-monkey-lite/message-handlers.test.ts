// Proves what each fault does to messages, one at a time and in batches.
import { afterEach, expect, test, vi } from 'vitest';
import { createChaos } from './chaos.ts';
import type { HandlerFault } from './fault.ts';
import { isHit } from './hit.ts';

const before = { id: 'f', rate: 1, point: 'before' } as const;
const after = { ...before, point: 'after' } as const;
const key = (message: string): string => message;

function setUp(...faults: HandlerFault[]) {
  const handled: string[] = [];
  const calls: string[][] = [];
  const chaos = createChaos({ seed: 1 });
  chaos.set(faults);
  const one = chaos.wrap(
    'charge',
    async (message: string) => {
      handled.push(message);
      return `did ${message}`;
    },
    { key },
  );
  const batch = chaos.wrapBatch(
    'charge',
    async (messages: string[]) => {
      calls.push(messages);
    },
    { key },
  );
  return { chaos, one, batch, handled, calls };
}

afterEach(() => {
  vi.useRealTimers();
});

test('without a fault the wrapped handler is the handler', async () => {
  const { one, batch, calls } = setUp();
  expect(await one('a')).toBe('did a');
  expect(await batch(['a', 'b'])).toEqual({ failed: [] });
  expect(calls).toEqual([['a', 'b']]);
});

test.each([
  ['unavailable', true],
  ['reset', true],
  ['error', false],
] as const)('%s rejects before the effect or after it; retriable: %s', async (kind, retriable) => {
  for (const point of ['before', 'after'] as const) {
    const { one, handled } = setUp({ ...before, point, kind });
    const expected = { name: 'InjectedFault', faultId: 'f', kind, point, retriable };
    // oxlint-disable-next-line no-await-in-loop -- one experiment after the other
    await expect(one('a')).rejects.toMatchObject(expected);
    expect(handled).toEqual(point === 'after' ? ['a'] : []);
  }
});

test('unavailable carries the advice to wait', async () => {
  const { one } = setUp({ ...before, kind: 'unavailable', retryAfterS: 3 });
  await expect(one('a')).rejects.toMatchObject({ retryAfterS: 3 });
});

test('latency before delays the effect, latency after delays the result', async () => {
  vi.useFakeTimers();
  const early = setUp({ ...before, kind: 'latency', ms: 100 });
  const late = setUp({ ...after, kind: 'latency', ms: 100 });
  const settled: string[] = [];
  const both = [
    early.one('a').then((result) => settled.push(`early ${result}`)),
    late.one('a').then((result) => settled.push(`late ${result}`)),
  ];
  await vi.advanceTimersByTimeAsync(99);
  expect([early.handled, late.handled, settled]).toEqual([[], ['a'], []]);
  await vi.advanceTimersByTimeAsync(1);
  await Promise.all(both);
  expect(settled.toSorted()).toEqual(['early did a', 'late did a']);
});

test('clearing lets pending latency go at once and ends what hangs', async () => {
  const { chaos, one, handled } = setUp(
    { ...before, id: 'slow', kind: 'latency', ms: 1_000_000, target: 'charge' },
    { ...before, id: 'stuck', kind: 'hang', target: 'mail' },
  );
  const mail = chaos.wrap('mail', async (message: string) => message, { key });
  const pending = [one('a'), mail('b')];
  chaos.clear();
  const [slow, stuck] = await Promise.allSettled(pending);
  expect(slow).toEqual({ status: 'fulfilled', value: 'did a' });
  expect(stuck).toMatchObject({ status: 'rejected', reason: { kind: 'hang', retriable: true } });
  expect(handled).toEqual(['a']);
});

test('the end of the window heals like clearing, also for a hit that starts to wait later', async () => {
  vi.useFakeTimers();
  const { one } = setUp({ ...before, kind: 'hang', untilMs: 500 });
  const outcome = expect(one('a')).rejects.toMatchObject({ kind: 'hang' });
  await vi.advanceTimersByTimeAsync(500);
  await outcome;
  expect(await one('b')).toBe('did b');
});

test('a hang after the effect whose window closed while the handler ran does not hang', async () => {
  vi.useFakeTimers();
  const chaos = createChaos({ seed: 1 });
  chaos.set([{ ...after, kind: 'hang', untilMs: 50 }]);
  const slow = chaos.wrap(
    'charge',
    () => new Promise<void>((resolve) => void setTimeout(resolve, 100)),
    { key },
  );
  const outcome = expect(slow('a')).rejects.toMatchObject({ kind: 'hang' });
  await vi.advanceTimersByTimeAsync(100);
  await outcome;
});

test('in a batch, messages hit before are kept back, the rest is handed over in one call', async () => {
  const messages = Array.from({ length: 40 }, (_, i) => `order-${i}`);
  const hit = messages.filter((message) => isHit(1, 'f', message, 1, 0.4));
  const { batch, calls } = setUp({ ...before, kind: 'error', rate: 0.4 });
  const { failed } = await batch(messages);
  expect(failed.map(({ message }) => message)).toEqual(hit);
  expect(calls).toEqual([messages.filter((message) => !hit.includes(message))]);
});

test('in a batch, messages hit after are handed over and then reported', async () => {
  const { batch, calls } = setUp({ ...after, kind: 'unavailable' });
  const { failed } = await batch(['a', 'b']);
  expect(calls).toEqual([['a', 'b']]);
  expect(failed.map(({ message, error }) => [message, error.point])).toEqual([
    ['a', 'after'],
    ['b', 'after'],
  ]);
});

test('a batch of which nothing is left does not reach the handler', async () => {
  const { batch, calls } = setUp({ ...before, kind: 'reset' });
  expect((await batch(['a', 'b'])).failed).toHaveLength(2);
  expect(calls).toEqual([]);
});

test('a batch waits once, for its longest latency', async () => {
  vi.useFakeTimers();
  const { batch, calls } = setUp({ ...before, kind: 'latency', ms: [10, 200] });
  const startMs = performance.now();
  const messages = Array.from({ length: 50 }, (_, i) => `order-${i}`);
  const done = batch(messages).then(() => performance.now() - startMs);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await done).toBeGreaterThan(100);
  expect(await done).toBeLessThanOrEqual(200);
  expect(calls).toEqual([messages]);
});

test('a hanging message holds back the result of its batch until cleared, not the work of the others', async () => {
  const { chaos, batch, calls } = setUp({ ...before, kind: 'hang', rate: 0.5 });
  const messages = Array.from({ length: 10 }, (_, i) => `order-${i}`);
  const hung = messages.filter((message) => isHit(1, 'f', message, 1, 0.5));
  const result = batch(messages);
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(await Promise.race([result, Promise.resolve('pending')])).toBe('pending');
  chaos.clear();
  expect((await result).failed.map(({ message }) => message)).toEqual(hung);
});

test('a batch handler that throws is not hidden by faults', async () => {
  const chaos = createChaos({ seed: 1 });
  chaos.set([{ ...after, kind: 'error' }]);
  const batch = chaos.wrapBatch('charge', () => Promise.reject(new Error('real')), { key });
  await expect(batch(['a'])).rejects.toThrow('real');
});
