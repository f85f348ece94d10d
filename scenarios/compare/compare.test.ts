// The comparison on invented results: what is noise stays noise, what got worse is said, what differs is refused.
import { describe, expect, it } from 'vitest';
import {
  sampleContender,
  sampleResult,
  sampleRun,
  samples,
} from '../../reports/fixtures/samples.ts';
import { outagePlan as plan } from './testing/outage-plan.ts';
import type { ContenderRun, RunResult } from '../../shared/run-result.ts';
import { compareResults, hasRegression } from './compare.ts';

type Edit = (run: ContenderRun, i: number) => ContenderRun;

/** `runs` runs of rest, the same orders each time, changed by `edit`. */
function resultOf(runs: number, edit: Edit = (run) => run): RunResult {
  const base = sampleRun('rest', plan);
  const edited = Array.from({ length: runs }, (_, i) => edit(structuredClone(base), i));
  return sampleResult([sampleContender('rest', edited)]);
}

function losing(harm: (i: number) => number): Edit {
  return (run, i) => {
    const lostOrders = { refused: 100, silent: 0, leak: 0, harm: harm(i), total: 100 + harm(i) };
    return { ...run, lostOrders };
  };
}

function slower(byMs: (i: number) => number): Edit {
  return (run, i) => ({
    ...run,
    summary: run.summary.map((phase) => {
      const { decision } = phase.latencyMs;
      const latency =
        decision === null ? null : { ...decision, p50: (decision.p50 ?? 0) + byMs(i) };
      return { ...phase, latencyMs: { ...phase.latencyMs, decision: latency } };
    }),
  });
}

function changeOf(before: RunResult, after: RunResult, title: string) {
  const [contender] = compareResults(before, after).contenders;
  return contender?.figures.find((figure) => figure.title.trim() === title);
}

describe('with one run on each side', () => {
  it('finds nothing between a result and itself', () => {
    const comparison = compareResults(resultOf(1), resultOf(1));
    expect(comparison.verdict).toBe('No detectable difference.');
    expect(comparison.notes).toEqual([]);
    expect(hasRegression(comparison)).toBe(false);
  });

  it.each([
    ['within the floor of 3·√n', 20, 'no detectable difference'],
    ['beyond it', 60, 'regression'],
  ])('calls a rise of lost orders %s by its name', (_, rise, change) => {
    const [before, after] = [
      resultOf(
        1,
        losing(() => 0),
      ),
      resultOf(
        1,
        losing(() => rise),
      ),
    ];
    expect(changeOf(before, after, 'lost orders')?.change).toBe(change);
  });

  it.each([
    ['below 5 ms', 4, 'no detectable difference'],
    ['above both floors', 8, 'regression'],
  ])('calls a latency %s slower by its name', (_, by, change) => {
    const after = resultOf(
      1,
      slower(() => by),
    );
    expect(changeOf(resultOf(1), after, 'decision p50, steady')?.change).toBe(change);
  });

  it('does not call a p99, which rests on a handful of orders', () => {
    const after = resultOf(1, (run) => ({
      ...run,
      summary: run.summary.map((phase) => ({
        ...phase,
        latencyMs: { answer: null, decision: null, email: null },
      })),
    }));
    expect(changeOf(resultOf(1), after, 'decision p99, steady')).toMatchObject({
      change: 'no detectable difference',
      because: '3 runs each are needed to tell',
    });
    expect(
      changeOf(
        resultOf(3),
        {
          ...after,
          contenders: resultOf(3, () => after.contenders[0]?.runs[0] ?? sampleRun('rest', plan))
            .contenders,
        },
        'decision p99, steady',
      )?.change,
    ).toBe('regression');
  });

  it('notes harm that appeared but is too rare to call', () => {
    const comparison = compareResults(
      resultOf(1),
      resultOf(
        1,
        losing(() => 2),
      ),
    );
    expect(comparison.notes.join(' ')).toMatch(
      /rest: harm was 0 in every run of A and up to 2 in B/,
    );
  });
});

describe('with three runs on each side', () => {
  it('says nothing when the ranges overlap', () => {
    const before = resultOf(
      3,
      losing((i) => [0, 10, 90][i] ?? 0),
    );
    const after = resultOf(
      3,
      losing((i) => [80, 100, 120][i] ?? 0),
    );
    expect(changeOf(before, after, 'harm')).toMatchObject({
      change: 'no detectable difference',
      because: 'the ranges of the runs overlap',
    });
  });
});

describe('with five runs on each side', () => {
  const noisy = (base: number) => losing((i) => base + ([-4, 3, 0, 5, -2][i] ?? 0));

  it('sees a small certain difference that the floor would hide, and says by which interval', () => {
    const figure = changeOf(resultOf(5, noisy(20)), resultOf(5, noisy(40)), 'harm');
    expect(figure?.change).toBe('regression');
    expect(figure?.because).toMatch(/95 % interval of the difference: \d+ to \d+/);
  });

  it('says nothing when the interval holds zero, and the same every time', () => {
    const twice = [1, 2].map(() =>
      changeOf(resultOf(5, noisy(20)), resultOf(5, noisy(21)), 'harm'),
    );
    expect(twice[0]?.change).toBe('no detectable difference');
    expect(twice[0]).toEqual(twice[1]);
  });

  it('does not fail anybody for less than a millisecond', () => {
    const after = resultOf(
      5,
      slower(() => 0.6),
    );
    expect(changeOf(resultOf(5), after, 'decision p50, steady')?.change).toBe(
      'no detectable difference',
    );
  });
});

describe('the verdict', () => {
  it('names what got worse and what got better', () => {
    const worse = compareResults(
      resultOf(
        1,
        losing(() => 0),
      ),
      resultOf(
        1,
        losing(() => 80),
      ),
    );
    expect(worse.verdict).toBe('REGRESSION; worse: rest lost orders and rest harm.');
    expect(hasRegression(worse)).toBe(true);
    const better = compareResults(
      resultOf(
        1,
        losing(() => 80),
      ),
      resultOf(
        1,
        losing(() => 0),
      ),
    );
    expect(better.verdict).toMatch(/^No regression; better: rest lost orders and rest harm/);
  });

  it('is not earned by an inconclusive result', () => {
    const doubtful = {
      ...resultOf(
        1,
        losing(() => 80),
      ),
      conclusive: false,
      verdict: 'late',
    };
    const comparison = compareResults(
      resultOf(
        1,
        losing(() => 0),
      ),
      doubtful,
    );
    expect(comparison.verdict).toMatch(/^INCONCLUSIVE/);
    expect(comparison.notes).toContain('B is inconclusive: late');
    expect(hasRegression(comparison)).toBe(false);
  });

  it('treats another seed and a contender on one side only as notes', () => {
    const other = { ...samples['billing-down'](), seed: 7 };
    other.contenders.pop();
    expect(compareResults(samples['billing-down'](), other).notes).toEqual([
      'Different seeds (42 and 7): arrivals and faults hit other orders.',
      'Only in A: broker.',
    ]);
  });
});
