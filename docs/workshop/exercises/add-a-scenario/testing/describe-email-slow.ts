// What the new scenario must say: the right fault, and predictions that could turn out wrong.
import { describe, expect, it } from 'vitest';
import { checkNames } from '../../../../../scenarios/engine/choose.ts';
import type { NamedScenario } from '../../../../../scenarios/engine/scenario.ts';

/** The tests of both the exercise and its solution. */
export function describeEmailSlow(load: () => Promise<NamedScenario>): void {
  describe('the scenario email-slow', () => {
    it('is found by its file name, and every name in it exists', async () => {
      const scenario = await load();
      expect(scenario.name).toBe('email-slow');
      await checkNames(scenario);
    });

    it('makes mails slower, and nothing else', async () => {
      const { faults } = await load();
      expect(faults).toHaveLength(1);
      const [fault] = faults;
      expect(fault).toMatchObject({ kind: 'latency', target: 'email' });
      if (fault?.kind !== 'latency') throw new Error('the fault is not a latency');
      const least = typeof fault.ms === 'number' ? fault.ms : fault.ms[0];
      expect(least, 'at least a second, so that it can be seen').toBeGreaterThanOrEqual(1_000);
    });

    it('asks one contender of each style', async () => {
      const { contenders } = await load();
      expect(contenders.some((name) => name.startsWith('rest'))).toBe(true);
      expect(contenders.some((name) => name.startsWith('broker'))).toBe(true);
    });

    it('predicts what becomes of the orders, of their decisions and of their mails', async () => {
      const { expectations } = await load();
      const of = (path: string) => expectations.filter((rule) => rule.path.startsWith(path));
      expect(of('lostOrders.').length, 'a prediction about lostOrders').toBeGreaterThan(0);
      expect(of('latencyMs.decision.').length, 'one about decisions').toBeGreaterThan(0);
      expect(of('latencyMs.email.').length, 'one about mails').toBeGreaterThan(0);
    });
  });
}
