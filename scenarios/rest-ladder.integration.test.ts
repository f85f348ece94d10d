// The rungs of the REST ladder under one fault each: what the rung below loses, the rung above keeps.
import { describe, expect, it } from 'vitest';
import { revive, runUnder, type Ordeal } from './engine/testing/run-under.ts';
import { eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres']);

const orders = 60;

const run = (profile: string, ordeal: Ordeal) =>
  runUnder(infrastructure(), { contender: 'rest-hardened', profile }, { orders, ...ordeal });

const crashAt = (point: string): Ordeal => ({
  ...{ target: 'gateway', disturb: revive('gateway') },
  faults: [{ id: 'crash', kind: 'crash', rate: 0.1, point: 'before', target: `gateway.${point}` }],
});
const half503 = (point: 'before' | 'after'): Ordeal => ({
  target: 'billing',
  faults: [{ id: 'half', kind: 'unavailable', rate: 0.5, point, target: 'billing' }],
});
const nothingWrong = { silent: 0, leak: 0, harm: 0 };

describe.each(['accepted', 'reserved'])('the gateway crashing once an order is %s', (point) => {
  it.each(['hardened', 'outbox'])('leaves nothing behind with %s', async (profile) => {
    const { drained, lost } = await run(profile, crashAt(point));
    expect(drained).toBe(true);
    expect(lost).toMatchObject(nothingWrong);
  });

  it('leaves an order without an end in the plain chain', async () => {
    const { lost } = await run('plain', crashAt(point));
    expect(lost.silent + lost.leak).toBeGreaterThan(0);
  });
});

describe('billing killed for a while', () => {
  it('costs nothing behind a durable store: every order is confirmed, late', async () => {
    const { drained, counts } = await run('outbox', {
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
    const without = await run('retry', half503('after'));
    expect(without.counts['double-charge']).toBeGreaterThan(5);
    const withKey = await run('key', half503('after'));
    expect(withKey.counts['double-charge']).toBe(0);
  });
});

describe('fewer seats than orders', () => {
  const rush: Ordeal = { flights: { count: 4, seatsPerFlight: 5 } };

  it('are sold once, and charged for once, by the hardened chain', async () => {
    const { lost, held } = await run('hardened', rush);
    expect(held).toBe(20);
    expect(lost.total).toBe(0);
  });
});

describe('email answering 503 for a while', () => {
  const noMail: Ordeal = {
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
    const { flags, drained } = await run('hardened', noMail);
    expect(drained).toBe(true);
    expect(flags).toMatchObject({ mailMissing: 0, mailDuplicate: 0 });
  });
});

describe('billing slower than its callers wait', () => {
  const slow: Ordeal = {
    target: 'billing',
    faults: [
      { id: 'slow', kind: 'latency', ms: 1_500, rate: 1, point: 'before', target: 'billing' },
    ],
  };

  it('charges for orders that were given up, since its work does not end with the caller', async () => {
    const { counts, drained } = await run('breaker', slow);
    expect(drained).toBe(true);
    expect(counts['ghost-charge']).toBeGreaterThan(0);
  });

  it('is taken back by durable compensation, however late the charge comes', async () => {
    const { lost, flags, drained } = await run('hardened', {
      ...slow,
      // As slow as the charges, the refunds would time out for ever.
      disturb: async ({ group, database }) => {
        await eventually('charges to take back', async () => {
          const { rows } = await database.checker.query(
            "SELECT 1 FROM gateway.orders WHERE step = 'voiding'",
          );
          return rows.length >= orders / 4 ? true : undefined;
        });
        await group.services.billing.control.clear();
      },
    });
    expect(drained).toBe(true);
    expect(flags.compensated).toBeGreaterThan(0);
    expect(lost).toMatchObject(nothingWrong);
  });
});
