// Two billings instead of one: both work, in both styles, and one that leaves or joins loses nothing.
import { describe, expect, it } from 'vitest';
import { countOutcomes } from './engine/check.ts';
import { instanceJoins, instanceLeaves } from './engine/faults/instance-faults.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

// Calmly: cold processes take ten times as long for an order as warm ones, and what times out is refused.
const orders = 120;
const infrastructure = useInfrastructure(['kafka', 'postgres']);

describe('two instances of billing', () => {
  it.each(['rest-hardened', 'broker'])(
    'of %s share the charges, and lose nothing when one joins and one leaves',
    async (name) => {
      const contender = await bootForTest(infrastructure(), name, {
        ...{ instances: { billing: 2 }, joiners: { billing: 1 } },
      });
      const { billing } = contender.group.instances;
      const [first, second, third] = billing;
      try {
        if (!first || !second || !third) throw new Error('there are no three billings');
        expect([first, second, third].map(({ pid }) => pid() !== undefined)).toEqual([
          ...[true, true, false],
        ]);
        // Slow enough to be seen in hand, and counted as it is hit.
        const slow = { id: 'seen', kind: 'latency', target: 'billing', rate: 1, ms: 5 } as const;
        const counted = { ...slow, point: 'before' } as const;
        for (const one of [first, second]) await one.control.set([counted]);
        const hitsOf = async ({ control }: typeof first) => (await control.list())[0]?.hits ?? 0;
        const { judged, drained } = await miniRun(contender, someArrivals(orders, 60), async () => {
          await eventually('both to work', async () => {
            const hits = await Promise.all([first, second].map(hitsOf));
            return hits.every((n) => n > 3) ? true : undefined;
          });
          const [leave] = await Promise.all([
            instanceJoins(billing).inject(),
            instanceLeaves(second).inject(),
          ]);
          expect(second.pid()).toBeUndefined();
          expect(third.pid()).toBeDefined();
          await leave();
        });
        const { confirmed, recovered, ...others } = countOutcomes(judged);
        expect(drained).toBe(true);
        expect(others).toEqual(Object.fromEntries(Object.keys(others).map((key) => [key, 0])));
        expect(confirmed + recovered).toBe(orders);
      } finally {
        await contender.stop();
      }
    },
  );
});
