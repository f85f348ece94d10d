// The command line of a change-feed scenario, its terminal table and what CI servers get.
import { describe, expect, it } from 'vitest';
import { feedSamples } from '../../reports/fixtures/feed-samples.ts';
import { parseArguments } from '../engine/arguments.ts';
import { feedScenarioNames, loadFeedScenario } from './catalog.ts';
import { configureFeed, feedCommand } from './command.ts';
import { expectationsOf } from './expectations.ts';
import { feedSummary, feedTable } from './summary.ts';

const run = (argv: string[]) =>
  feedCommand('streaming-updates', parseArguments(['streaming-updates', ...argv]), {
    ...{ outputDir: '/nowhere', startedAtMs: 0, out: process.stdout },
    interrupt: new AbortController().signal,
  });

describe('npm run scenario streaming-updates', () => {
  it('is found by its file name', async () => {
    expect(await feedScenarioNames()).toEqual(['streaming-updates']);
  });

  it.each([
    [['--only', 'a'], /--only/],
    [['--fault-share', '0.5'], /--fault-share/],
    [['--runs', '3'], /--runs/],
    [['--contenders', 'rest'], /no method "rest"/],
    [['--contenders', 'snapshot-poling'], /did you mean "snapshot-polling"/],
  ])('refuses %j before anything starts', async (argv, sentence) => {
    await expect(run(argv)).rejects.toThrow(sentence);
  });

  it('takes length and rate of the storm from the command line', async () => {
    const scenario = await loadFeedScenario('streaming-updates');
    const args = parseArguments(['x', '--quick', '--duration', '7', '--rate', '500']);
    expect(configureFeed(scenario, args)).toMatchObject({
      phases: { ...scenario.quickPhases, stormMs: 7_000 },
      stormPerSecond: 500,
    });
  });

  it('an expectation may name a number or another figure, and one without a figure fails', async () => {
    const [method] = feedSamples.typical().methods;
    if (!method) throw new Error('the sample has no method');
    const base = { id: 'x', title: 'x', method: '*', is: '=' } as const;
    const [number, other, nothing] = expectationsOf(
      [
        { ...base, path: 'changes.missed', than: method.changes.missed },
        { ...base, path: 'changes.committed', than: 'changes.committed' },
        { ...base, path: 'no.such', than: 0 },
      ],
      method,
    );
    expect([number?.passed, other?.passed, nothing?.passed]).toEqual([true, true, false]);
  });

  it('prints one column per method', () => {
    const result = feedSamples.typical();
    const [head, ...rows] = feedTable(result);
    expect(head?.trim().split(/\s+/)).toEqual(result.methods.map(({ name }) => name));
    expect(
      rows
        .find((row) => row.startsWith('missed for good'))
        ?.split(/\s{2,}/)
        .slice(1),
    ).toEqual(result.methods.map(({ changes }) => String(changes.missed)));
  });

  it('gives CI servers its expectations, and fails when the run has earned no verdict', () => {
    const result = feedSamples.typical();
    const { groups } = feedSummary({ ...result, conclusive: false, warnings: ['why'] });
    expect(groups.at(-1)?.checks).toEqual([
      {
        name: 'The run has earned a verdict',
        state: 'failed',
        detail: expect.stringContaining('why'),
      },
    ]);
    expect(groups.slice(0, -1).map(({ checks }) => checks.length)).toEqual(
      result.methods.map(({ expectations }) => expectations.length),
    );
  });
});
