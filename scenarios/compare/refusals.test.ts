// Which results cannot be compared at all, and the reason given.
import { describe, expect, it } from 'vitest';
import {
  samples,
  sampleContender,
  sampleResult,
  sampleRun,
} from '../../reports/fixtures/samples.ts';
import { outagePlan as plan } from './testing/outage-plan.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { compareResults } from './compare.ts';

describe('what is refused', () => {
  const base = samples.baseline();
  it.each<[string, RunResult, RegExp]>([
    [
      'another scenario',
      samples['billing-down'](),
      /different scenarios: baseline and billing-down/,
    ],
    [
      'another rate',
      { ...base, scenario: { ...base.scenario, arrivalRatePerSecond: 21 } },
      /different arrival rate: 20 and 21/,
    ],
    ['nobody in common', { ...base, contenders: [] }, /different length of the steady phase/],
  ])('%s', (_, other, reason) => {
    expect(() => compareResults(base, other)).toThrow(reason);
  });

  it('phases of another length, but not a fault that healed a little late', () => {
    const run = sampleRun('rest', plan);
    const longer = (ms: number) => {
      const phases = run.phases.map((phase) =>
        phase.name === 'fault' ? { ...phase, endMs: phase.endMs + ms } : phase,
      );
      return sampleResult([sampleContender('rest', [{ ...run, phases }])]);
    };
    expect(() => compareResults(longer(0), longer(1500))).not.toThrow();
    expect(() => compareResults(longer(0), longer(8000))).toThrow(
      /different length of the fault phase: 6 s and 14 s/,
    );
  });
});
