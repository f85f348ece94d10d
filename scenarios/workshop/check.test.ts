import { describe, expect, it } from 'vitest';
import { samples } from '../../reports/fixtures/samples.ts';
import { loadScenario } from '../engine/catalog.ts';
import { loadMs } from '../engine/scenario.ts';
import { checkScenario, readiness } from './check.ts';

describe('the set-up check of the workshop', () => {
  it('runs the baseline, and only for seconds', async () => {
    const scenario = checkScenario(await loadScenario('baseline'));
    expect(scenario.name).toBe('baseline');
    expect(loadMs(scenario.phases)).toBe(4_000);
    expect(scenario.faults).toEqual([]);
  });

  it('says how many orders went through, and that none was lost', () => {
    const { ready, sentence } = readiness(samples.baseline());
    expect(ready).toBe(true);
    const offered = samples.baseline().contenders.flatMap((c) => c.runs.map((r) => r.offered));
    const all = offered.reduce((sum, n) => sum + n, 0);
    expect(sentence).toBe(
      `Ready: ${all} orders went through REST and Kafka in 164 s, and none was lost.`,
    );
  });

  it('is not content with a machine that is too busy to measure, and says why', () => {
    const late = { ...samples.baseline(), conclusive: false, warnings: ['the generator was late'] };
    expect(readiness(late)).toMatchObject({
      ready: false,
      sentence: expect.stringMatching(/^Nearly: .*\(the generator was late\)/),
    });
  });

  it('is not content with a lost order, whatever else it says', () => {
    const lossy = { ...samples['billing-down'](), conclusive: false };
    expect(readiness(lossy)).toMatchObject({
      ready: false,
      sentence: expect.stringMatching(/^Not ready: \d+ of \d+ orders were lost/),
    });
  });
});
