import { describe, expect, it } from 'vitest';
import { policyOf, restContenders } from './contenders.ts';
import { plantedContenders, plantedProfiles } from './planted.ts';
import { deadlineFrom, restPolicyTable, restProfiles, type RestPolicy } from './policy.ts';
import { variant } from './variant.ts';

/** Names of the fields in which two policies differ. */
function changes(a: RestPolicy, b: RestPolicy): string[] {
  const before = new Map<string, unknown>(Object.entries(a));
  return Object.entries(b).flatMap(([name, value]) => (before.get(name) === value ? [] : [name]));
}

describe('the ladder', () => {
  const rungs: RestPolicy[] = Object.values(restProfiles);

  it.each([
    ['plain', ['requestDeadlineMs']],
    [
      'retry',
      [...['attemptTimeoutMs', 'attempts', 'backoffInitialMs', 'backoffMaxMs'], 'honourRetryAfter'],
    ],
    ['key', ['idempotencyKeys']],
    ['breaker', ['breaker']],
    ['hardened', ['compensation', 'compensationRetryInitialMs', 'compensationRetryMaxMs']],
    ['outbox', ['acceptance']],
  ] as const)('%s adds only its own thing', (name, fields) => {
    const rung = restProfiles[name];
    const previous = rungs[rungs.indexOf(rung) - 1];
    expect(previous && changes(previous, rung)).toEqual(fields);
  });

  it('is what the contenders are, in its order', () => {
    expect(restContenders.map((c) => c.profile)).toEqual(Object.keys(restProfiles));
    for (const { title } of restContenders) expect(title).not.toContain('\n');
  });

  it('has a durable store only on its last rung, and says so in the policy table', () => {
    const said = rungs.map((policy) => restPolicyTable(policy)['durableStore']);
    expect(said).toEqual([...rungs.slice(1).map(() => false), true]);
  });

  it('starts without any deadline: an instant that never comes', () => {
    expect(deadlineFrom(1_000, restProfiles.bare)).toBe(Number.POSITIVE_INFINITY);
    expect(deadlineFrom(1_000, restProfiles.plain)).toBe(6_000);
  });
});

describe('the planted defects', () => {
  it.each(Object.entries(plantedProfiles))('%s is the hardened profile with one change', (_, p) => {
    expect(changes(restProfiles.hardened, p)).toHaveLength(1);
  });

  it('are never contenders of a scenario', () => {
    const names = variant.contenders.map((c) => c.name);
    expect(variant.planted).toBe(plantedContenders);
    for (const { name, profile } of variant.planted) {
      expect(names).not.toContain(name);
      expect(policyOf(profile)).toBeDefined();
    }
  });

  it('nobody has a profile that is not there', () => {
    expect(policyOf('nonsense')).toBeUndefined();
  });
});
