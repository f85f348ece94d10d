// The gallery and the nemesis on real servers, cut short: one defect with its twin, and one round.
import { describe, expect, it } from 'vitest';
import { loadContenders, loadPlanted } from '../engine/catalog.ts';
import { useInfrastructure } from '../engine/testing/test-bench.ts';
import { hunt } from '../nemesis/nemesis.ts';
import { bugs } from './bugs.ts';
import { exhibit } from './gallery.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
const contenders = new Map([...(await loadContenders()), ...(await loadPlanted())]);
const interrupt = new AbortController().signal;
// Long enough that the fault is in force for most of its window on a busy machine, too.
const phases = { warmUpMs: 100, steadyMs: 100, faultMs: 4_000, recoveryMs: 100 };

describe('the gallery', () => {
  it.each(['commit-past-failure'])('%s is named, and its repaired twin is clean', async (name) => {
    const bug = bugs.find((b) => b.name === name);
    if (!bug) throw new Error(`${name} is not in the gallery`);
    const short = { ...bug, scenario: { ...bug.scenario, phases } };
    const shown = await exhibit(short, {
      ...{ infrastructure: infrastructure(), contenders, seed: 1, interrupt },
    });
    expect(shown).toMatchObject({ named: true, clean: true });
  });
});

describe('the nemesis', () => {
  it('plays a round, says in a line what happened, and harms nobody', async () => {
    const entry = contenders.get('broker');
    if (!entry) throw new Error('there is no broker');
    const lines: string[] = [];
    const { rounds, harm } = await hunt({
      ...{ infrastructure: infrastructure(), entries: [entry], seed: 3, interrupt },
      ...{ loadMs: 10_000, minutes: 0, print: (line: string) => void lines.push(line) },
    });
    expect(harm).toBeUndefined();
    expect(rounds).toHaveLength(1);
    expect(rounds[0]?.verdict).toEqual({ kind: 'unharmed' });
    expect(lines).toEqual([expect.stringMatching(/^seed 3 {2}broker: .+: nobody harmed$/)]);
  });
});
