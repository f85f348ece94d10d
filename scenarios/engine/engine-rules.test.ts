import { describe, expect, it } from 'vitest';
import { median, figureAt } from './expectations.ts';
import { rotated } from './run.ts';
import { createRunningTotal } from './sampler.ts';
import { describeWork, drain } from './quiescence.ts';
import { jsonSchemas } from './write-schema.ts';
import { readFile } from 'node:fs/promises';

describe('small rules of the engine', () => {
  it('the median of an even number of values is between the middle two', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([3, 1, 2])).toBe(2);
    expect(median([])).toBeNull();
  });

  it('no contender is always first', () => {
    expect([0, 1, 2].map((r) => rotated(3, r))).toEqual([
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
    ]);
  });

  it('counters of killed processes stay in the total', () => {
    const total = createRunningTotal();
    total.observe('billing 1', 10);
    total.observe('billing 1', undefined);
    total.observe('billing 2', 12);
    total.observe('billing 2', 15);
    expect(total.total()).toBe(25);
  });

  it('nothing left to do is silence; anything left has a name', () => {
    const idle = { consumerLag: 0, outboxDepth: 0, retryDepth: 0, owedWork: null };
    expect(describeWork(idle)).toBeUndefined();
    expect(describeWork({ ...idle, outboxDepth: 3 })).toBe('3 outbox rows not published');
  });

  it('a service that runs and does not answer is not idle; one that is gone has nothing in hand', async () => {
    const service = (name: string, pid: number | undefined) => ({
      ...{ name, pid: () => pid, gauges: () => Promise.resolve(undefined) },
    });
    const idle = { consumerLag: null, outboxDepth: null, retryDepth: null, owedWork: null };
    const look = (pid: number | undefined) => {
      let now = 0;
      return drain({
        ledger: { inFlight: () => 0 },
        group: { instances: { gateway: [service('gateway', pid)] } },
        prepared: { gauges: () => Promise.resolve(idle) },
        clock: () => (now += 100),
        deadlineMs: 2_000,
        signal: new AbortController().signal,
      });
    };
    expect(await look(1)).toEqual({
      quietAtMs: null,
      left: 'no answer from the gateway service',
      standstill: false,
    });
    expect((await look(undefined)).quietAtMs).not.toBeNull();
  });

  it('what does not move for a while stands still, and is not waited for any longer', async () => {
    let now = 0;
    const result = await drain({
      ledger: { inFlight: () => 0 },
      group: { instances: {} },
      prepared: {
        gauges: () =>
          Promise.resolve({ consumerLag: 4, outboxDepth: 0, retryDepth: 0, owedWork: null }),
      },
      clock: () => (now += 2_000),
      deadlineMs: 600_000,
      signal: new AbortController().signal,
    });
    expect(result).toEqual({
      ...{ quietAtMs: null, left: '4 messages not consumed', standstill: true },
    });
    expect(now).toBeLessThan(60_000);
  });

  it('a figure in a list is found by the id or phase of its element', () => {
    const run = { invariants: [{ id: 'a', count: 1 }], summary: [{ phase: 'steady', lost: 2 }] };
    expect(figureAt(run, 'invariants.a.count')).toBe(1);
    expect(figureAt(run, 'summary.steady.lost')).toBe(2);
    expect(figureAt(run, 'summary.fault.lost')).toBeNull();
  });

  it('a path that leads nowhere is no figure', () => {
    expect(figureAt({ lostOrders: { total: 'many' } }, 'lostOrders.total')).toBeNull();
    expect(figureAt({}, 'lostOrders.total')).toBeNull();
    expect(figureAt({ lostOrders: { total: 3 } }, 'lostOrders.total')).toBe(3);
  });

  it.each(jsonSchemas)(
    'the committed JSON Schema is the one of the code: $file',
    async (schema) => {
      expect(await readFile(schema.file, 'utf8')).toBe(schema.text);
    },
  );
});
