// What the new rung must be: one retry between none and two, in the profiles, the contenders and the ladder.
import { describe, expect, it } from 'vitest';
import type { RestPolicy } from '../../../../../rest-variant/policy.ts';
import type { LadderRung } from '../../../../../scenarios/engine/suite/ladder-rung.ts';
import type { Contender } from '../../../../../shared/variant.ts';

/** The tests of the exercise. */
export function describeRung(code: {
  profiles: Record<string, RestPolicy>;
  contenders: Contender[];
  ladder: LadderRung[];
}): void {
  const { profiles, contenders, ladder } = code;
  const profile = (name: string): RestPolicy => {
    const found = profiles[name];
    if (!found) throw new Error(`rest-variant/policy.ts has no profile "${name}"`);
    return found;
  };

  describe('the rung rest-retry-once', () => {
    it('is the profile "retry-once": one retry and nothing that later rungs add', () => {
      const once = profile('retry-once');
      expect(once.attempts).toBe(2);
      expect(once.idempotencyKeys).toBe('none');
      expect(once.breaker).toBeNull();
      expect(once.compensation).toBe('none');
    });

    it('differs from the rung above it only in the number of attempts', () => {
      expect({ ...profile('retry-once'), attempts: 3 }).toEqual(profile('retry'));
    });

    it('is a contender between rest and rest-retry', () => {
      const names = contenders.map(({ name }) => name);
      expect(names.slice(names.indexOf('rest'), names.indexOf('rest-retry') + 1)).toEqual([
        ...['rest', 'rest-retry-once', 'rest-retry'],
      ]);
    });

    it('is climbed in the ladder, in two steps where there was one', () => {
      const steps = ladder
        .filter(({ side }) => side === 'rest')
        .map(({ from, to }) => `${from} → ${to}`);
      expect(steps).toContain('rest → rest-retry-once');
      expect(steps).toContain('rest-retry-once → rest-retry');
      expect(steps).not.toContain('rest → rest-retry');
    });

    it('is shown by the scenario in which two services fail a little', () => {
      const rungs = ladder.filter(({ from, to }) => [from, to].includes('rest-retry-once'));
      expect(rungs.map(({ scenario }) => scenario)).toEqual(['flaky-chain', 'flaky-chain']);
    });
  });
}
