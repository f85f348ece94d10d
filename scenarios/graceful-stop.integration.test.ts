// SIGTERM is a request, not a crash: a service finishes what it has in hand before it goes.
import { describe, expect, it } from 'vitest';
import { countOutcomes } from './engine/check.ts';
import { post, someBooking } from './engine/testing/booking-client.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { waitUntil } from '../shared/infra/wait.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
const slow = {
  ...({ id: 'slow', kind: 'latency', target: 'billing' } as const),
  ...({ ms: 700, rate: 1, point: 'before' } as const),
};

describe('a service asked to stop', () => {
  it('answers every request it has accepted (REST gateway)', async () => {
    const { edgeUrl, group, stop } = await bootForTest(infrastructure(), 'rest');
    try {
      await group.services.billing.control.set([slow]);
      const replies = Promise.all(Array.from({ length: 10 }, () => post(edgeUrl, someBooking())));
      await eventually('ten orders in hand', async () =>
        (await group.services.gateway.gauges())?.['inFlight'] === 10 ? true : undefined,
      );
      const { gateway } = group.pids();
      process.kill(gateway ?? 0, 'SIGTERM');
      expect((await replies).map((reply) => reply.status)).toEqual(Array(10).fill(201));
      // Well before the deadline at which the service would give up on its connections.
      await waitUntil('the gateway to be gone', () => group.services.gateway.pid() === undefined, {
        deadlineMs: 3_000,
      });
    } finally {
      await stop();
    }
  });

  it('finishes its batch, and its successor goes on from there (broker billing)', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    const { billing } = contender.group.services;
    try {
      const { judged } = await miniRun(contender, someArrivals(60, 10), async () => {
        await billing.control.set([slow]);
        await eventually('billing at work', async () => {
          const attempts = (await billing.gauges())?.['chargeAttempts'];
          return typeof attempts === 'number' && attempts > 0 ? true : undefined;
        });
        process.kill(billing.pid() ?? 0, 'SIGTERM');
        await eventually('billing to be gone', () =>
          billing.pid() === undefined ? true : undefined,
        );
        await billing.start();
      });
      expect(countOutcomes(judged).confirmed).toBe(60);
      expect(await contender.prepared.redeliveries()).toBe(0);
    } finally {
      await contender.stop();
    }
  });
});
