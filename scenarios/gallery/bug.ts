// What an entry of the gallery is: a defect that real code had, what provokes it, and what the checker must say.
import type { ScenarioFault } from '../engine/faults/fault-schema.ts';
import type { Scenario } from '../engine/scenario.ts';

/** A defect and its repaired twin, under one provocation. */
export type Bug = {
  /** Unique; `--only` takes it. */
  name: string;
  /** Where this defect was in public code. */
  source: string;
  /** The contender that has it. */
  planted: string;
  /** The contender that differs in nothing but this. */
  twin: string;
  scenario: Scenario;
  /** A dotted path into the run: more than zero in the planted one, zero in its twin. */
  expected: { figure: string };
};

/** What a provocation says of its own; the rest is the same for all of them. */
export type Provocation = {
  question: string;
  hypothesis: string;
  faults?: ScenarioFault[];
  faultMs?: number;
  ratePerSecond?: number;
  flights?: Scenario['flights'];
};

/** A short scenario that shows one defect. */
export function provoke(contenders: [string, string], provocation: Provocation): Scenario {
  const { question, hypothesis, faults = [], faultMs = 4_000, flights } = provocation;
  const phases = { warmUpMs: 1_000, steadyMs: 1_000, faultMs, recoveryMs: 2_000 };
  return {
    title: hypothesis,
    ...{ question, hypothesis, contenders, phases, quickPhases: phases, faults },
    arrivals: { process: 'poisson', ratePerSecond: provocation.ratePerSecond ?? 50 },
    patienceMs: 30_000,
    ...(flights ? { flights } : {}),
    expectations: [],
    teaching: {
      predict: question,
      observe: 'The planted contender against its repaired twin.',
      why: hypothesis,
      misleads: 'The provocation is chosen for this one defect; other defects need others.',
    },
  };
}
