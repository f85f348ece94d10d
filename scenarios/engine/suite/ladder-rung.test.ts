import { describe, expect, it } from 'vitest';
import { ladder, ladderWitnesses } from '../../ladder.ts';
import { loadContenders, scenarioNames } from '../catalog.ts';
import { contendersOf } from './ladder-rung.ts';

describe('the hardening ladders', () => {
  it('name scenarios and contenders that exist', async () => {
    const scenarios = await scenarioNames();
    const contenders = [...(await loadContenders()).keys()];
    for (const { scenario, from, to } of ladder) {
      expect(scenarios).toContain(scenario);
      expect(contenders).toEqual(expect.arrayContaining([from, to]));
    }
  });

  it.each(['rest', 'broker'] as const)('of %s climb rung by rung without a gap', (side) => {
    const rungs = ladder.filter((rung) => rung.side === side);
    rungs.slice(1).forEach((rung, i) => expect(rung.from).toBe(rungs[i]?.to));
  });

  it('run each contender of a scenario once, though it ends one rung and begins the next', () => {
    expect(contendersOf(ladder, [], 'billing-down')).toEqual([
      ...['rest-breaker', 'rest-hardened', 'rest-outbox'],
    ]);
  });

  it('let the other side be seen under the same fault', () => {
    expect(contendersOf(ladder, ladderWitnesses, 'billing-down')).toEqual([
      ...['rest-breaker', 'rest-hardened', 'rest-outbox', 'broker-plain', 'broker'],
    ]);
  });
});
