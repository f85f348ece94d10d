// kafkajs' own queue, mended: idle means idle, and what waits is still sent.
import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stopIdleTimers } from './kafkajs-idle.ts';

const requireHere = createRequire(import.meta.url);

const entry = (correlationId: number) => ({
  correlationId,
  ...{
    apiKey: 0,
    apiName: 'Test',
    apiVersion: 0,
    resolve: () => undefined,
    reject: () => undefined,
  },
});

function queue(maxInFlightRequests: number) {
  const RequestQueue = requireHere('kafkajs/src/network/requestQueue');
  return new RequestQueue({
    ...{ maxInFlightRequests, requestTimeout: 1_000, enforceRequestTimeout: false },
    ...{ clientId: 'test', broker: 'test', isConnected: () => true },
    logger: { debug: () => undefined },
  });
}

describe('the request queue of kafkajs', () => {
  beforeEach(() => {
    stopIdleTimers();
    vi.useFakeTimers();
  });
  afterEach(() => void vi.useRealTimers());

  it('sets no timer while nothing waits', () => {
    const idle = queue(1);
    idle.checkPendingRequests();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waited as soon as there is room', () => {
    const sent: number[] = [];
    const busy = queue(1);
    for (const id of [1, 2])
      busy.push({ entry: entry(id), expectResponse: true, sendRequest: () => sent.push(id) });
    expect(sent).toEqual([1]);
    busy.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    expect(sent).toEqual([1, 2]);
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what was throttled once the time is over', () => {
    const sent: number[] = [];
    const throttled = queue(5);
    throttled.maybeThrottle(200);
    throttled.push({ entry: entry(1), expectResponse: true, sendRequest: () => sent.push(1) });
    vi.advanceTimersByTime(150);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(100);
    expect(sent).toEqual([1]);
  });
});
