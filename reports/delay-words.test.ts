// Orders that a fault kept waiting are told only when they are more than the few that are always on their way.
import { describe, expect, it } from 'vitest';
import type { ContenderResult, ContenderRun } from '../shared/run-result.ts';
import { delayedWords } from './delay-words.ts';
import { sampleContender, samples } from './fixtures/samples.ts';

type Fate = ContenderRun['fates'][number];

/** An order every 20 ms, each decided after 60 ms; those that arrive in the fault's 10 s wait for `waitMs`. */
function contender(waitMs: (atMs: number, healMs: number) => number): ContenderResult {
  const run = samples['billing-down']().contenders[2]?.runs[0];
  const fault = run?.faults[0];
  if (run === undefined || fault === undefined || 'notApplicable' in fault)
    throw new Error('the sample lost its fault');
  const [fromMs, healMs] = [15_000, 25_000];
  const fates = Array.from({ length: 2_000 }, (_, i): Fate => {
    const atMs = i * 20;
    const isHit = atMs >= fromMs && atMs < healMs;
    return [atMs, 'confirmed', isHit ? waitMs(atMs, healMs) : 60];
  });
  const faults = [{ ...fault, injectedAtMs: fromMs, healedAtMs: healMs }];
  return sampleContender('broker', [{ ...run, offered: fates.length, fates, faults }]);
}

describe('the orders waiting when a fault healed', () => {
  it('are told when the fault held them up', () => {
    expect(delayedWords(contender((atMs, healMs) => healMs - atMs + 1_400))).toBe(
      'the 500 orders waiting when it healed were all confirmed within 1.4 s',
    );
  });

  it('are nothing to tell when they were only on their way', () => {
    expect(delayedWords(contender(() => 60))).toBeNull();
  });

  it('are nothing to tell when they are as few as are always on their way', () => {
    expect(delayedWords(contender((atMs, healMs) => (healMs - atMs <= 100 ? 110 : 60)))).toBeNull();
  });

  it('are told though the fault caught orders of the steady phase', () => {
    const one = contender((atMs, healMs) => healMs - atMs + 1_400);
    for (const run of one.runs)
      run.fates = run.fates.map((fate): Fate => {
        const isCaught = fate[0] > 14_900 && fate[0] < 15_000;
        return isCaught ? [fate[0], 'confirmed', 25_900 - fate[0]] : fate;
      });
    expect(delayedWords(one)).toMatch(/^the 50\d orders waiting/);
  });
});
