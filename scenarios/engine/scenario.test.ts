import { describe, expect, it } from 'vitest';
import { loadScenario } from './catalog.ts';
import { checkNames } from './choose.ts';
import { scenarioSchema } from './scenario.ts';

const good = await loadScenario('billing-down');

/** The complaints about a scenario with something changed, as `field: message`. */
function complaints(change: object): string[] {
  const { name: _name, ...scenario } = good;
  const parsed = scenarioSchema.safeParse({ ...scenario, ...change });
  return (parsed.error?.issues ?? []).map((i) => `${i.path.join('.')}: ${i.message}`);
}

describe('a scenario file', () => {
  it('that is right has no complaints', () => {
    expect(complaints({})).toEqual([]);
  });

  it('with an unknown target is told field and allowed values', () => {
    const [complaint] = complaints({ faults: [{ kind: 'kill', target: 'biling' }] });
    expect(complaint).toMatch(/^faults\.0\.target: .*"billing".*"kafka"/);
  });

  it('with an unknown field or kind is told which', () => {
    expect(complaints({ faluts: [] })[0]).toMatch(/faluts/);
    expect(complaints({ faults: [{ kind: 'explode', target: 'billing' }] })[0]).toMatch(
      /^faults\.0\.kind: /,
    );
  });

  it('with an impossible window is told so', () => {
    const kill = { kind: 'kill', target: 'billing' };
    expect(complaints({ faults: [{ ...kill, during: [0.6, 0.4] }] })).toEqual([
      'faults.0.during: the window must end after it begins',
    ]);
    expect(complaints({ faults: [{ ...kill, during: [0, 1.5] }] })[0]).toMatch(
      /^faults\.0\.during\.1: /,
    );
    expect(complaints({ phases: { ...good.phases, faultMs: 0 } })).toEqual([
      'phases.faultMs: must be more than 0: there are faults, and this is their window',
    ]);
  });

  it('that names a Kafka node is told how many nodes that takes', () => {
    const faults = [{ kind: 'kill', target: 'kafka-2' }];
    expect(complaints({ faults })).toEqual(['kafkaNodes: must be 3: a fault names kafka-2']);
    expect(complaints({ faults, kafkaNodes: 3 })).toEqual([]);
    expect(complaints({ kafkaNodes: 2 })[0]).toMatch(/^kafkaNodes: .*1\|3/);
  });

  it('with a contender that no variant has is refused by name', async () => {
    await expect(checkNames({ ...good, contenders: ['rset'] })).rejects.toThrow(
      /billing-down\.scenario\.ts: contenders\.0: "rset" is not a contender/,
    );
    const expectations = [
      {
        ...{ id: 'x', title: 'x', contender: '*', path: 'offered', is: '=' as const },
        than: { contender: 'brokr' },
      },
    ];
    await expect(checkNames({ ...good, expectations })).rejects.toThrow(
      /expectations\.0\.than\.contender/,
    );
  });
});
