// The rungs of the broker's ladder under one fault each: what the rung below loses, the rung above keeps.
import { describe, expect, it } from 'vitest';
import type { BootedContender } from './engine/boot-contender.ts';
import { decided, post, someBooking } from './engine/testing/booking-client.ts';
import { revive, runUnder, type Ordeal, type ServiceFault } from './engine/testing/run-under.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);

const run = (profile: string, ordeal: Ordeal) =>
  runUnder(infrastructure(), { contender: 'broker', profile }, ordeal);

const half503: ServiceFault = {
  ...{ id: 'half', kind: 'unavailable', rate: 0.5, point: 'before', target: 'billing' },
};

describe('billing answering 503 to half of the charges', () => {
  it('loses orders silently in the plain profile, and the offsets tell how many', async () => {
    const seen = await run('plain', { target: 'billing', faults: [half503] });
    expect(seen.drained).toBe(true);
    expect(seen.lost.silent).toBeGreaterThan(10);
    expect(seen.lost.total).toBe(seen.lost.silent);
    expect(seen.gaps['billing']).toBe(seen.lost.silent);
  });

  it('loses nothing once offsets are committed after the effect', async () => {
    const seen = await run('commit-after', { target: 'billing', faults: [half503] });
    expect(seen.counts.confirmed).toBe(60);
    expect(seen.gaps).toEqual({ tickets: 0, billing: 0, email: 0, 'order-updates': 0 });
  });
});

describe('billing charging and then answering 503 to half of the charges', () => {
  const answerLost: ServiceFault[] = [{ ...half503, id: 'answer-lost', point: 'after' }];

  it('charges twice as long as nobody remembers messages', async () => {
    const seen = await run('outbox', { target: 'billing', faults: answerLost });
    expect(seen.counts['double-charge']).toBeGreaterThan(0);
    expect(seen.lost.silent).toBe(0);
  });

  it('charges once with an inbox', async () => {
    const seen = await run('inbox', { target: 'billing', faults: answerLost });
    expect(seen.counts.confirmed).toBe(60);
  });
});

describe('a bug in billing that fails every fifth charge, however often it is tried', () => {
  const bug: ServiceFault[] = [
    { ...{ id: 'bug', kind: 'error', rate: 0.2, point: 'before', target: 'billing' } },
  ];

  it('is a dead letter at once, and the order waits for somebody', async () => {
    const seen = await run('broker', { target: 'billing', faults: bug });
    expect(seen.counts['dead-lettered']).toBeGreaterThan(0);
    expect(seen.counts['dead-lettered'] + seen.counts.confirmed).toBe(60);
  });

  it('is an honest no once orders have a time limit, and the drain waits for it', async () => {
    const seen = await run('timeout', {
      ...{ target: 'billing', faults: bug },
      // Giving up asks billing whether it charged after all, and that has to work in the end.
      disturb: async ({ group, prepared }) => {
        await eventually('a dead letter', async () =>
          (await prepared.deadLetters()).length > 0 ? true : undefined,
        );
        await group.services.billing.control.clear();
      },
    });
    expect(seen.drained).toBe(true);
    expect(seen.lost.refused).toBeGreaterThan(0);
    expect(seen.lost.refused + seen.counts.confirmed).toBe(60);
  });
});

describe('the gateway crashing in the middle of an order', () => {
  const under = (profile: string, point: string) =>
    run(profile, {
      ...{ target: 'gateway', disturb: revive('gateway') },
      faults: [
        { id: 'crash', kind: 'crash', rate: 0.1, point: 'before', target: `gateway.${point}` },
      ],
    });

  it('loses an order that was accepted when row and message are two writes', async () => {
    expect((await under('planted-dual-write', 'accepted')).lost.silent).toBeGreaterThan(0);
  });

  it.each(['accepted', 'reserved'])('loses nothing with an outbox (%s)', async (point) => {
    const { lost, drained } = await under('broker', point);
    expect(drained).toBe(true);
    expect({ ...lost, refused: 0, total: 0 }).toEqual({
      ...{ total: 0, refused: 0, silent: 0, leak: 0, harm: 0 },
    });
  });
});

describe('unreadable records among the messages for billing', () => {
  const poison = (contender: BootedContender) => contender.prepared.poison?.('billing', 8);

  it('are dropped in the plain profile, which the offsets tell', async () => {
    const disturb = async (contender: BootedContender) => poison(contender);
    const seen = await run('plain', { disturb });
    expect(seen.counts.confirmed).toBe(60);
    expect(seen.gaps['billing']).toBe(8);
  });

  it('hold up their partition where there is no dead-letter topic', async () => {
    const contender = await bootForTest(infrastructure(), 'broker-inbox');
    try {
      await poison(contender);
      const booking = someBooking();
      await post(contender.edgeUrl, booking);
      await eventually('the charge waiting behind the poison', async () => {
        const row = (await contender.prepared.offsets())?.find((r) => r.topic === 'billing');
        return row?.logEnd === 9 && row.committed === 0 && row.lag === 9 ? true : undefined;
      });
      expect(await contender.prepared.deadLetters()).toEqual([]);
    } finally {
      await contender.stop();
    }
  });
});

describe('Kafka killed under load', () => {
  it('costs nothing but time: every service comes back by itself', async () => {
    const seen = await run('broker', {
      ...{ orders: 100, gapMs: 80 },
      disturb: async ({ group, database }) => {
        const pids = group.pids();
        await eventually('an accepted order', async () => {
          const { rows } = await database.checker.query('SELECT 1 FROM gateway.orders');
          return rows.length > 0 ? true : undefined;
        });
        await infrastructure().kafka?.kill();
        await infrastructure().kafka?.start();
        expect(group.pids()).toEqual(pids);
      },
    });
    expect(seen.drained).toBe(true);
    expect(seen.counts.confirmed).toBe(100);
  });

  it('does not keep a gateway that starts meanwhile from accepting orders', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    const { kafka } = infrastructure();
    const { gateway } = contender.group.services;
    const booking = someBooking();
    try {
      await kafka?.kill();
      await gateway.kill();
      await gateway.start();
      expect((await post(contender.edgeUrl, booking)).status).toBe(202);
      await kafka?.start();
      expect(await decided(contender.edgeUrl, booking.orderId)).toMatchObject({
        status: 'confirmed',
      });
    } finally {
      await contender.stop();
    }
  });
});
