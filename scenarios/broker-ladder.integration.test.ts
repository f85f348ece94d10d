// The rungs of the broker's ladder under one fault each: what the rung below loses, the rung above keeps.
import { describe, expect, it } from 'vitest';
import type { ServiceRole } from '../shared/variant.ts';
import type { BootedContender } from './engine/boot-contender.ts';
import { countOutcomes, lostOrdersOf } from './engine/check.ts';
import { post, someBooking } from './engine/testing/booking-client.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);

type Fault = Parameters<
  BootedContender['group']['services']['billing']['control']['set']
>[0][number];

/** Boots a profile, lets `orders` arrive under `faults` in one service, disturbs, and judges. */
async function runUnder(options: {
  profile: string;
  target: ServiceRole;
  faults: Fault[];
  orders?: number;
  gapMs?: number;
  disturb?: (contender: BootedContender) => Promise<void>;
}) {
  const contender = await bootForTest(infrastructure(), 'broker', {
    change: (broker) => ({ ...broker, profile: options.profile }),
  });
  try {
    await contender.group.services[options.target].control.set(options.faults);
    const { judged, drained } = await miniRun(
      contender,
      someArrivals(options.orders ?? 60, options.gapMs ?? 20),
      () => options.disturb?.(contender) ?? Promise.resolve(),
    );
    const counts = countOutcomes(judged);
    const offsets = await contender.prepared.offsets();
    return {
      drained,
      counts,
      lost: lostOrdersOf(counts),
      gaps: Object.fromEntries(
        (offsets ?? []).map(({ topic, expected, actual }) => [topic, expected - actual]),
      ),
    };
  } finally {
    await contender.stop();
  }
}

/** Starts a service again once a fault has ended it. */
const revive = (role: ServiceRole) => async (contender: BootedContender) => {
  const service = contender.group.services[role];
  await eventually(`the ${role} service to crash`, () => (service.pid() ? undefined : true));
  await service.start();
};

const half503: Fault = {
  ...{ id: 'half', kind: 'unavailable', rate: 0.5, point: 'before', target: 'billing' },
};

describe('billing answering 503 to half of the charges', () => {
  it('loses orders silently in the plain profile, and the offsets tell how many', async () => {
    const run = await runUnder({ profile: 'plain', target: 'billing', faults: [half503] });
    expect(run.drained).toBe(true);
    expect(run.lost.silent).toBeGreaterThan(10);
    expect(run.lost.total).toBe(run.lost.silent);
    expect(run.gaps['billing']).toBe(run.lost.silent);
  });

  it('loses nothing once offsets are committed after the effect', async () => {
    const run = await runUnder({ profile: 'commit-after', target: 'billing', faults: [half503] });
    expect(run.counts.confirmed).toBe(60);
    expect(run.gaps).toEqual({ tickets: 0, billing: 0, email: 0, 'order-updates': 0 });
  });
});

describe('billing charging and then answering 503 to half of the charges', () => {
  const answerLost: Fault[] = [{ ...half503, id: 'answer-lost', point: 'after' }];

  it('charges twice as long as nobody remembers messages', async () => {
    const run = await runUnder({ profile: 'outbox', target: 'billing', faults: answerLost });
    expect(run.counts['double-charge']).toBeGreaterThan(0);
    expect(run.lost.silent).toBe(0);
  });

  it('charges once with an inbox', async () => {
    const run = await runUnder({ profile: 'inbox', target: 'billing', faults: answerLost });
    expect(run.counts.confirmed).toBe(60);
  });
});

describe('a bug in billing that fails every fifth charge, however often it is tried', () => {
  const bug: Fault[] = [
    { ...{ id: 'bug', kind: 'error', rate: 0.2, point: 'before', target: 'billing' } },
  ];

  it('is a dead letter at once, and the order waits for somebody', async () => {
    const run = await runUnder({ profile: 'broker', target: 'billing', faults: bug });
    expect(run.counts['dead-lettered']).toBeGreaterThan(0);
    expect(run.counts['dead-lettered'] + run.counts.confirmed).toBe(60);
  });

  it('is an honest no once orders have a time limit, and the drain waits for it', async () => {
    const run = await runUnder({ profile: 'timeout', target: 'billing', faults: bug });
    expect(run.drained).toBe(true);
    expect(run.lost.refused).toBeGreaterThan(0);
    expect(run.lost.refused + run.counts.confirmed).toBe(60);
  });
});

describe('the gateway crashing in the middle of an order', () => {
  const under = (profile: string, point: string) =>
    runUnder({
      ...{ profile, target: 'gateway', disturb: revive('gateway') },
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
    const run = await runUnder({ profile: 'plain', target: 'billing', faults: [], disturb });
    expect(run.counts.confirmed).toBe(60);
    expect(run.gaps['billing']).toBe(8);
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
    const run = await runUnder({
      ...{ profile: 'broker', target: 'billing', faults: [], orders: 100, gapMs: 80 },
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
    expect(run.drained).toBe(true);
    expect(run.counts.confirmed).toBe(100);
  });
});
