// Proves the overload: throughput, queue, refusal beyond it, and limits that change at run time.
import express from 'express';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCapacity } from './capacity.ts';
import { createChaos } from './chaos.ts';
import { serve } from './testing.ts';

const key = (message: string): string => message;

/** When each of `count` requests that arrive together is served, ms; null = refused. */
async function finishTimes(
  settings: { slots: number; queue: number; serviceMs: number },
  count: number,
): Promise<(number | null)[]> {
  const capacity = createCapacity(settings);
  const startMs = performance.now();
  const results = Promise.all(
    Array.from({ length: count }, async () =>
      (await capacity.take()) ? performance.now() - startMs : null,
    ),
  );
  await vi.runAllTimersAsync();
  return results;
}

describe('with a fake clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('slots work side by side, the queue waits, and one more is refused at once', async () => {
    expect(await finishTimes({ slots: 2, queue: 3, serviceMs: 10 }, 6)).toEqual([
      10,
      10,
      20,
      20,
      30,
      null,
    ]);
  });

  test('for any limits: first come first served, never faster than slots / serviceMs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 6 }),
        fc.nat(20),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(40),
        async (slots, queue, serviceMs, count) => {
          const times = await finishTimes({ slots, queue, serviceMs }, count);
          expect(times).toEqual(
            times.map((_, i) =>
              i < slots + queue ? serviceMs * (1 + Math.floor(i / slots)) : null,
            ),
          );
        },
      ),
    );
  });

  test('service times below a timer tick still add up', async () => {
    const capacity = createCapacity({ slots: 1, queue: 0, serviceMs: 0.25 });
    const startMs = performance.now();
    const done = capacity.throttle(400).then(() => performance.now() - startMs);
    await vi.runAllTimersAsync();
    expect(Math.abs((await done) - 100)).toBeLessThanOrEqual(1);
  });

  test('more slots at run time let the waiting go on at once', async () => {
    const capacity = createCapacity({ slots: 1, queue: 9, serviceMs: 10 });
    const all = Promise.all([capacity.take(), capacity.take(), capacity.take()]);
    expect(capacity.load()).toEqual({ slots: 1, inService: 1, waiting: 2 });
    capacity.set({ slots: 3, queue: 9, serviceMs: 10 });
    expect(capacity.load()).toEqual({ slots: 3, inService: 3, waiting: 0 });
    await vi.advanceTimersByTimeAsync(10);
    expect(await all).toEqual([true, true, true]);
  });

  test('fewer slots at run time take effect as the busy ones finish', async () => {
    const capacity = createCapacity({ slots: 2, queue: 9, serviceMs: 10 });
    const all = Promise.all(Array.from({ length: 4 }, () => capacity.take()));
    capacity.set({ slots: 1, queue: 9, serviceMs: 10 });
    await vi.advanceTimersByTimeAsync(10);
    expect(capacity.load()).toEqual({ slots: 1, inService: 1, waiting: 1 });
    await vi.advanceTimersByTimeAsync(20);
    expect(await all).toEqual([true, true, true, true]);
  });

  test('a batch under a capacity fault is delayed to its throughput and never refused', async () => {
    const chaos = createChaos({ seed: 1 });
    chaos.set([{ id: 'c', kind: 'capacity', slots: 2, queue: 0, serviceMs: 10 }]);
    const batch = chaos.wrapBatch('charge', async () => undefined, { key });
    const startMs = performance.now();
    const finished = Promise.all(
      [
        ['a', 'b', 'c', 'd'],
        ['e', 'f'],
      ].map(async (messages) => {
        expect(await batch(messages)).toEqual({ failed: [] });
        return performance.now() - startMs;
      }),
    );
    await vi.runAllTimersAsync();
    expect(await finished).toEqual([20, 30]);
  });

  test('a batch is handed over bit by bit, each message when it has been served', async () => {
    const chaos = createChaos({ seed: 1 });
    chaos.set([{ id: 'c', kind: 'capacity', slots: 2, queue: 0, serviceMs: 10 }]);
    const startMs = performance.now();
    const handed: [number, string[]][] = [];
    const handler = async (messages: string[]) => {
      handed.push([performance.now() - startMs, messages]);
    };
    const done = chaos.wrapBatch('charge', handler, { key })(['a', 'b', 'c', 'd', 'e']);
    await vi.runAllTimersAsync();
    await done;
    expect(handed).toEqual([
      [10, ['a', 'b']],
      [20, ['c', 'd']],
      [30, ['e']],
    ]);
  });

  test('a single message beyond the queue is refused as retriable, and clearing lets the rest go', async () => {
    const chaos = createChaos({ seed: 1 });
    chaos.set([{ id: 'c', kind: 'capacity', slots: 1, queue: 1, serviceMs: 60_000 }]);
    const one = chaos.wrap('charge', async (message: string) => `did ${message}`, { key });
    const accepted = [one('a'), one('b')];
    await expect(one('c')).rejects.toMatchObject({ kind: 'capacity', retriable: true });
    chaos.clear('c');
    expect(await Promise.all(accepted)).toEqual(['did a', 'did b']);
  });
});

test('over HTTP, overload answers 503 and says when the queue will be empty', async () => {
  const chaos = createChaos({ seed: 1 });
  const app = express();
  app.get('/', chaos.middleware({ target: 't', key: () => 'k' }), (_req, res) => void res.end());
  chaos.set([{ id: 'c', kind: 'capacity', slots: 1, queue: 1, serviceMs: 3000 }]);
  const url = `http://127.0.0.1:${await serve(app)}/`;
  const calls = [fetch(url), fetch(url), fetch(url)];
  const first = await Promise.race(calls);
  expect([first.status, first.headers.get('retry-after')]).toEqual([503, '3']);
  chaos.clear();
  const statuses = (await Promise.all(calls)).map(({ status }) => status);
  expect(statuses.toSorted((a, b) => a - b)).toEqual([200, 200, 503]);
});

test('its own middleware and wrapper serve until the queue is full', async () => {
  const capacity = createCapacity({ slots: 1, queue: 0, serviceMs: 60_000 });
  const app = express();
  app.get('/', capacity.middleware(), (_req, res) => void res.end());
  const url = `http://127.0.0.1:${await serve(app)}/`;
  const served = capacity.wrap(async (message: string) => message)('a');
  expect((await fetch(url)).status).toBe(503);
  await expect(capacity.wrap(async () => 1)('b')).rejects.toMatchObject({ kind: 'capacity' });
  capacity.release();
  expect(await served).toBe('a');
});
