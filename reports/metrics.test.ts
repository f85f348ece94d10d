import { describe, expect, it } from 'vitest';
import { samples } from './fixtures/samples.ts';
import { renderReport } from './render.ts';

/** The scoreboard's cell of time to recovery for a run whose recovery phase lasted `seenMs`. */
function recoveryCell(seenMs: number): string {
  const result = samples['billing-down']?.();
  if (!result) throw new Error('no sample');
  for (const run of result.contenders.flatMap((contender) => contender.runs)) {
    run.timeToRecoveryMs = null;
    for (const phase of run.phases)
      if (phase.name === 'recovery') phase.endMs = phase.startMs + seenMs;
  }
  return /time to recovery<\/th>(.*?)<\/tr>/s.exec(renderReport(result))?.[1] ?? '';
}

describe('time to recovery', () => {
  it('is "never" for a run that had the time to recover and did not', () => {
    expect(recoveryCell(8_000)).toContain('never');
  });

  it('is no figure for a run that ended too soon to tell', () => {
    expect(recoveryCell(3_000)).not.toContain('never');
    expect(recoveryCell(3_000)).toContain('–');
  });
});
