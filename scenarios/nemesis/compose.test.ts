// Whatever the seed: a schedule of the nemesis is valid data, stays inside its window, and always heals.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetOf, type ScenarioFault } from '../engine/faults/fault-schema.ts';
import { windowOf } from '../engine/faults/plan-faults.ts';
import { loadMs, scenarioSchema } from '../engine/scenario.ts';
import { composeFaults, hitsProcess, inForce, mostAtOnce, spanOf } from './compose.ts';
import { roundPhases, roundScenario } from './round.ts';

const rounds = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
  roundMs: fc.integer({ min: 10_000, max: 600_000 }),
});

function checkAll(check: (faults: ScenarioFault[], roundMs: number) => void): void {
  fc.assert(
    fc.property(rounds, ({ seed, roundMs }) => {
      check(composeFaults(seed, roundPhases(roundMs).faultMs), roundMs);
    }),
    { numRuns: 300 },
  );
}

describe('every composed schedule', () => {
  it('is a valid scenario with at least one fault', () =>
    checkAll((faults, roundMs) => {
      expect(faults.length).toBeGreaterThan(0);
      expect(scenarioSchema.safeParse(nameless(faults, roundMs)).error).toBeUndefined();
    }));

  it('heals inside its window, with load left to recover under', () =>
    checkAll((faults, roundMs) => {
      const phases = roundPhases(roundMs);
      expect(loadMs(phases)).toBe(roundMs);
      for (const fault of faults) {
        const { atMs, untilMs } = windowOf(fault, phases);
        expect(atMs).toBeGreaterThanOrEqual(phases.steadyMs);
        expect(untilMs).toBeGreaterThan(atMs);
        expect(untilMs).toBeLessThanOrEqual(phases.steadyMs + phases.faultMs);
      }
      expect(phases.recoveryMs).toBeGreaterThanOrEqual(roundMs * 0.15 - 1);
    }));

  it('never hits a process, or takes a handler fault from it, while another fault ends that process', () =>
    checkAll((faults) => {
      for (const [i, a] of faults.entries())
        for (const b of faults.slice(i + 1))
          if (targetOf(a) === targetOf(b) && (hitsProcess(a) || hitsProcess(b)))
            expect(areApart(a, b)).toBe(true);
    }));

  it('never cuts one link twice at once', () =>
    checkAll((faults) => {
      const cuts = faults.filter(({ kind }) => kind === 'partition');
      for (const [i, a] of cuts.entries())
        for (const b of cuts.slice(i + 1))
          if (targetOf(a) === targetOf(b)) expect(areApart(a, b)).toBe(true);
    }));

  it('has a bounded number of faults in force at any instant', () =>
    checkAll((faults) => {
      for (const fault of faults)
        expect(inForce(faults, spanOf(fault)[0])).toBeLessThanOrEqual(mostAtOnce);
    }));

  it('is the same for the same seed', () => {
    fc.assert(
      fc.property(rounds, ({ seed, roundMs }) => {
        expect(composeFaults(seed, roundMs)).toEqual(composeFaults(seed, roundMs));
      }),
    );
  });
});

it('sooner or later every kind of fault comes up', () => {
  const kinds = new Set<string>();
  for (let seed = 0; seed < 60; seed++)
    for (const fault of composeFaults(seed, 45_000))
      kinds.add(
        fault.kind === 'kill' || fault.kind === 'partition'
          ? `${fault.kind} ${targetOf(fault)}`
          : fault.kind,
      );
  expect([...kinds].toSorted()).toEqual([
    ...['crash', 'hang', 'kill billing', 'kill email', 'kill gateway', 'kill kafka'],
    ...['kill postgres', 'kill ticket', 'latency', 'partition gateway–billing'],
    ...['partition gateway–kafka', 'partition gateway–postgres', 'pause', 'reset', 'unavailable'],
  ]);
});

function areApart(a: ScenarioFault, b: ScenarioFault): boolean {
  return spanOf(a)[0] >= spanOf(b)[1] || spanOf(b)[0] >= spanOf(a)[1];
}

function nameless(faults: ScenarioFault[], roundMs: number) {
  const { name: _, ...scenario } = roundScenario(faults, roundMs);
  return scenario;
}
