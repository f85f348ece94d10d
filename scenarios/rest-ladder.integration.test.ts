// The rungs of the REST ladder under one fault each: what the rung below loses, the rung above keeps.
import { describe, expect, it } from 'vitest';
import type { FlightPlan } from '../shared/db/run-database.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { BootedContender } from './engine/boot-contender.ts';
import { countOutcomes, flagsOf, lostOrdersOf } from './engine/check.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres']);

type Fault = Parameters<
  BootedContender['group']['services']['billing']['control']['set']
>[0][number];

type Run = {
  target?: ServiceRole;
  faults?: Fault[];
  flights?: FlightPlan;
  gapMs?: number;
  disturb?: (contender: BootedContender) => Promise<void>;
};

const orders = 60;

/** Boots a profile, lets orders arrive under faults, disturbs, and judges. */
async function runUnder(profile: string, { target, faults, flights, gapMs, disturb }: Run) {
  const contender = await bootForTest(infrastructure(), 'rest-hardened', {
    ...(flights ? { flights } : {}),
    change: (hardened) => ({ ...hardened, profile }),
  });
  try {
    if (target && faults) await contender.group.services[target].control.set(faults);
    const { judged, drained } = await miniRun(
      contender,
      someArrivals(orders, gapMs ?? 20),
      () => disturb?.(contender) ?? Promise.resolve(),
    );
    const counts = countOutcomes(judged);
    const reservations = judged.flatMap(({ records }) => records.reservations);
    const held = reservations.filter(({ status }) => status === 'held').length;
    return { drained, counts, lost: lostOrdersOf(counts), flags: flagsOf(judged, 0), held };
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

const crashAt = (point: string): Run => ({
  ...{ target: 'gateway', disturb: revive('gateway') },
  faults: [{ id: 'crash', kind: 'crash', rate: 0.1, point: 'before', target: `gateway.${point}` }],
});
const half503 = (point: 'before' | 'after'): Run => ({
  target: 'billing',
  faults: [{ id: 'half', kind: 'unavailable', rate: 0.5, point, target: 'billing' }],
});
const nothingWrong = { silent: 0, leak: 0, harm: 0 };

describe.each(['accepted', 'reserved'])('the gateway crashing once an order is %s', (point) => {
  it.each(['hardened', 'outbox'])('leaves nothing behind with %s', async (profile) => {
    const { drained, lost } = await runUnder(profile, crashAt(point));
    expect(drained).toBe(true);
    expect(lost).toMatchObject(nothingWrong);
  });

  it('leaves an order without an end in the plain chain', async () => {
    const { lost } = await runUnder('plain', crashAt(point));
    expect(lost.silent + lost.leak).toBeGreaterThan(0);
  });
});

describe('billing killed for a while', () => {
  it('costs nothing behind a durable store: every order is confirmed, late', async () => {
    const { drained, counts } = await runUnder('outbox', {
      disturb: async ({ group, database }) => {
        await group.services.billing.kill();
        await eventually('all orders waiting', async () => {
          const { rows } = await database.checker.query(
            "SELECT 1 FROM gateway.orders WHERE step = 'reserved'",
          );
          return rows.length >= orders / 2 ? true : undefined;
        });
        await group.services.billing.start();
      },
    });
    expect(drained).toBe(true);
    expect(counts.confirmed).toBe(orders);
  });
});

describe('billing charging, then answering 503, to half of the charges', () => {
  it('charges twice when it is asked again without a key, and once with one', async () => {
    const without = await runUnder('retry', half503('after'));
    expect(without.counts['double-charge']).toBeGreaterThan(5);
    const withKey = await runUnder('key', half503('after'));
    expect(withKey.counts['double-charge']).toBe(0);
  });
});

describe('fewer seats than orders', () => {
  const rush: Run = { flights: { count: 4, seatsPerFlight: 5 }, gapMs: 1 };

  it('are sold once, and charged for once, by the hardened chain', async () => {
    const { lost, held } = await runUnder('hardened', rush);
    expect(held).toBe(20);
    expect(lost.total).toBe(0);
  });
});

describe('email answering 503 for a while', () => {
  const noMail: Run = {
    target: 'email',
    faults: [{ id: 'mail', kind: 'unavailable', rate: 1, point: 'before', target: 'email' }],
    disturb: async ({ group, database }) => {
      await eventually('confirmed orders', async () => {
        const { rows } = await database.checker.query(
          "SELECT 1 FROM gateway.orders WHERE step = 'confirmed'",
        );
        return rows.length >= orders / 2 ? true : undefined;
      });
      await group.services.email.control.clear();
    },
  };

  it('delays the mails of the hardened chain', async () => {
    const { flags, drained } = await runUnder('hardened', noMail);
    expect(drained).toBe(true);
    expect(flags).toMatchObject({ mailMissing: 0, mailDuplicate: 0 });
  });
});
