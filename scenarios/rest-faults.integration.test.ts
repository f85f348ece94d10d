// The hardened chain takes back what a failure leaves behind; the plain one shows what happens otherwise.
import { describe, expect, it } from 'vitest';
import { countOutcomes, lostOrdersOf } from './engine/check.ts';
import { readRecords } from './engine/records.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres']);

describe('billing charges, then answers 503', () => {
  const chargedThen503 = {
    ...({ id: 'after', kind: 'unavailable', target: 'billing' } as const),
    ...({ rate: 1, point: 'after' } as const),
  };

  it('leaves ghost charges behind in the plain chain', async () => {
    const contender = await bootForTest(infrastructure(), 'rest');
    try {
      await contender.group.services.billing.control.set([chargedThen503]);
      const { judged } = await miniRun(contender, someArrivals(20, 20), () => Promise.resolve());
      expect(countOutcomes(judged)['ghost-charge']).toBe(20);
    } finally {
      await contender.stop();
    }
  });

  it('is voided and refused honestly in the hardened chain, once billing can be reached again', async () => {
    const contender = await bootForTest(infrastructure(), 'rest-hardened');
    const { billing } = contender.group.services;
    try {
      await billing.control.set([chargedThen503]);
      const { judged, drained } = await miniRun(contender, someArrivals(20, 20), async () => {
        await eventually('a charge to take back', async () => {
          const { rows } = await contender.database.checker.query(
            "SELECT 1 FROM gateway.orders WHERE step = 'voiding' LIMIT 1",
          );
          return rows.length > 0 ? true : undefined;
        });
        await billing.control.clear();
      });
      expect(drained).toBe(true);
      const lost = lostOrdersOf(countOutcomes(judged));
      expect(lost.refused).toBeGreaterThan(0);
      expect({ ...lost, refused: 0, total: 0 }).toEqual({
        ...{ total: 0, refused: 0, silent: 0, leak: 0, harm: 0 },
      });
      const records = await readRecords(
        contender.database.checker,
        judged.map(({ orderId }) => orderId),
        0,
      );
      const refunds = [...records.values()]
        .flatMap((r) => r.ledger)
        .filter((e) => e.kind === 'refund');
      expect(refunds.length).toBeGreaterThan(0);
      expect(judged.every((order) => order.records.netCharges <= 1)).toBe(true);
    } finally {
      await contender.stop();
    }
  });
});

describe('the hardened gateway killed in mid-order', () => {
  it('takes back seats and charges of what it was doing, after it is back', async () => {
    const contender = await bootForTest(infrastructure(), 'rest-hardened');
    const { gateway, billing } = contender.group.services;
    try {
      // Slow charges keep orders in hand at the moment of the kill.
      await billing.control.set([
        { id: 'slow', kind: 'latency', ms: 500, rate: 1, point: 'before', target: 'billing' },
      ]);
      const { judged, drained } = await miniRun(contender, someArrivals(30, 20), async () => {
        await eventually('orders in hand', async () => {
          const { rows } = await contender.database.checker.query(
            "SELECT 1 FROM gateway.orders WHERE step = 'reserved' LIMIT 1",
          );
          return rows.length > 0 ? true : undefined;
        });
        await gateway.kill();
        await gateway.start();
        await billing.control.clear();
      });
      expect(drained).toBe(true);
      const { silent, leak, harm } = lostOrdersOf(countOutcomes(judged));
      expect({ silent, leak, harm }).toEqual({ silent: 0, leak: 0, harm: 0 });
    } finally {
      await contender.stop();
    }
  });
});
