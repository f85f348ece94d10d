// What the scoreboard's rows say, and time to recovery above all: a figure, "never", or nobody knows.
import { describe, expect, it } from 'vitest';
import type { ContenderRun, RunResult } from '../shared/run-result.ts';
import { samples } from './fixtures/samples.ts';
import { metricGroups, metricGroupsOf, recoveryMs } from './metrics.ts';
import { renderReport } from './render.ts';

/** A run that was not seen to recover within `seenMs`, and lost orders in the seconds before the load ended. */
function unrecovered(seenMs: number, lostInLastSeconds: readonly number[]): ContenderRun {
  const run = samples['billing-down']().contenders[0]?.runs[0];
  if (run === undefined) throw new Error('the sample lost its first run');
  const phases = run.phases.map((phase) =>
    phase.name === 'recovery' ? { ...phase, endMs: phase.startMs + seenMs } : phase,
  );
  const endMs = phases.find(({ name }) => name === 'recovery')?.endMs ?? 0;
  const lastSecond = Math.floor(endMs / 1000) - 1;
  const timeline = run.timeline.map((bucket) => {
    const lost = lostInLastSeconds[lastSecond - bucket.tMs / 1000] ?? 0;
    return bucket.tMs / 1000 > lastSecond - 5 ? { ...bucket, lost } : bucket;
  });
  return { ...run, phases, timeline, timeToRecoveryMs: null };
}

describe('time to recovery', () => {
  it('is "never" while orders were still lost when the load ended', () => {
    expect(recoveryMs(unrecovered(12_000, [9, 9, 9, 9, 9]))).toBe(Infinity);
    expect(recoveryMs({ ...unrecovered(12_000, [9, 9]), lostAtTheEnd: 18 })).toBe(Infinity);
  });

  it('is unknown when the last seconds were healthy, though not five in a row', () => {
    expect(recoveryMs({ ...unrecovered(12_000, [0, 0, 0, 9, 9]), lostAtTheEnd: 0 })).toBeNull();
    expect(recoveryMs(unrecovered(12_000, []))).toBeNull();
  });

  it('is unknown when losses were too few to be an unhealthy second', () => {
    const run = unrecovered(12_000, [1]);
    const timeline = run.timeline.map((bucket) => ({ ...bucket, offered: 1_000 }));
    expect(recoveryMs({ ...run, timeline, lostAtTheEnd: 1 })).toBeNull();
  });

  it('is no figure for a run that ended too soon to tell', () => {
    expect(recoveryMs(unrecovered(3_000, [9, 9, 9]))).toBeNull();
  });

  it('is written as "never" or as a dash', () => {
    const cellOf = (run: ContenderRun) => {
      const result = samples['billing-down']();
      const contenders = result.contenders.map((one) => ({ ...one, runs: [run] }));
      const page = renderReport({ ...result, contenders });
      return /time to recovery<\/th>(.*?)<\/tr>/s.exec(page)?.[1];
    };
    expect(cellOf(unrecovered(12_000, [9, 9]))).toContain('never');
    expect(cellOf(unrecovered(12_000, []))).toMatch(/–/);
  });
});

it('leaves orders that are still open out of the meaning of a leak', () => {
  const leak = metricGroups.flatMap(({ metrics }) => metrics).find(({ title }) => title === 'leak');
  expect(leak?.meaning).toMatch(/refused, rejected or forgotten.*still open count as silent/);
});

it('has a row for mails only when one was never sent', () => {
  const titles = (result: RunResult) =>
    metricGroupsOf(result).flatMap(({ metrics }) => metrics.map(({ title }) => title));
  const result = samples.baseline();
  expect(titles(result)).not.toContain('mails never sent');
  const run = result.contenders[0]?.runs[0];
  if (run === undefined) throw new Error('the sample lost its first run');
  run.flags.mailMissing = 3;
  expect(titles(result)).toContain('mails never sent');
});
