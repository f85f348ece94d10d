import { describe, expect, it } from 'vitest';
import { brokerContenders, policyOf } from './contenders.ts';
import { plantedContenders, plantedProfiles } from './planted.ts';
import { brokerPolicyTable, brokerProfiles, type BrokerPolicy } from './policy.ts';
import { variant } from './variant.ts';

/** Names of the fields in which two policies differ. */
function changes(a: BrokerPolicy, b: BrokerPolicy): string[] {
  const before = new Map(Object.entries(a));
  return Object.entries(b).flatMap(([name, value]) => (before.get(name) === value ? [] : [name]));
}

const { broker } = brokerProfiles;

describe('the ladder', () => {
  const rungs = Object.values(brokerProfiles);

  it.each([
    ['commit-after', ['commitOffsets', 'failedMessages']],
    ['outbox', ['publish', 'sendRetries']],
    ['inbox', ['dedup']],
    ['broker', ['failedMessages']],
    ['timeout', ['overdueAfterMs']],
  ] as const)('%s adds only its own thing', (name, fields) => {
    const rung = brokerProfiles[name];
    const previous = rungs[rungs.indexOf(rung) - 1];
    expect(previous && changes(previous, rung)).toEqual(fields);
  });

  it('is what the contenders are, in its order', () => {
    expect(brokerContenders.map((c) => c.profile)).toEqual(Object.keys(brokerProfiles));
    for (const { title } of brokerContenders) expect(title).not.toContain('\n');
  });

  it('says in the policy table what a profile guarantees', () => {
    const said = Object.values(brokerProfiles).map((policy) => {
      const { outbox, inbox, deadLetterTopic, durableStore } = brokerPolicyTable(policy);
      return [outbox, inbox, deadLetterTopic, durableStore];
    });
    expect(said).toEqual([
      [false, false, false, false],
      [false, false, false, false],
      [true, false, false, true],
      [true, true, false, true],
      [true, true, true, true],
      [true, true, true, true],
    ]);
  });
});

describe('the planted defects', () => {
  it.each(Object.entries(plantedProfiles))(
    '%s is the hardened profile and a defect',
    (_, policy) => {
      const changed = changes(broker, policy);
      expect(changed.length).toBeGreaterThan(0);
      expect(changed.length).toBeLessThanOrEqual(3);
    },
  );

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
