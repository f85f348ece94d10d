// Who is called fastest: only whoever leads by more than the noise of as many runs as there were.
import { describe, expect, it } from 'vitest';
import type { RunResult } from '../shared/run-result.ts';
import { sampleContender, sampleResult, samples } from './fixtures/samples.ts';
import { allSuite, suiteCell } from './fixtures/suites.ts';
import { fastestClause } from './latency-words.ts';
import { suiteFindings } from './suite-words.ts';
import { throughputClause } from './throughput-words.ts';

/** Contenders with these medians of every latency before the fault, measured this many times. */
function withPaces(p50s: Record<string, number>, runs = 1): RunResult {
  const run = samples.baseline().contenders[0]?.runs[0];
  if (run === undefined) throw new Error('the sample lost its first run');
  return sampleResult(
    Object.entries(p50s).map(([name, p50]) => {
      const latency = { p50, p95: p50, p99: p50, max: p50, count: 9, missing: 0 };
      const summary = run.summary.map((phase) => ({
        ...phase,
        latencyMs: { answer: latency, decision: latency, email: latency },
      }));
      return sampleContender(
        name,
        Array.from({ length: runs }, () => ({ ...run, summary })),
      );
    }),
  );
}

/** Contenders that decided this many orders a second, measured this many times. */
function withRates(rates: Record<string, number>, runs = 1): RunResult {
  const result = withPaces(rates, runs);
  return {
    ...result,
    contenders: result.contenders.map((one) => ({
      ...one,
      runs: one.runs.map((run) => ({ ...run, throughputPerSecond: rates[one.name] ?? null })),
    })),
  };
}

describe('who decided fastest', () => {
  it.each([
    [
      { rest: 13.4, 'rest-hardened': 13, broker: 55.5 },
      'rest-hardened and rest decided fastest: p50 13 ms vs 56 ms (broker), up to 4.3× sooner',
    ],
    [{ rest: 40, broker: 52 }, 'rest decided fastest: p50 40 ms vs 52 ms (broker), 1.3× sooner'],
    [
      { rest: 40, broker: 48 },
      'no detectable difference in speed: rest and broker decided at p50 40–48 ms',
    ],
    [
      { rest: 4, broker: 8 },
      'no detectable difference in speed: rest and broker decided at p50 4–8 ms',
    ],
  ])('of %j, each measured once', (p50s, words) => {
    expect(fastestClause(withPaces(p50s), 'decision', 'decided')).toBe(words);
  });

  it('may be a small lead when it was measured often', () => {
    expect(fastestClause(withPaces({ rest: 40, broker: 48 }, 5), 'decision', 'decided')).toBe(
      'rest decided fastest: p50 40 ms vs 48 ms (broker), 1.2× sooner',
    );
  });

  it('counts in a suite only beyond the noise', () => {
    const [row] = allSuite().rows;
    if (row === undefined) throw new Error('the suite lost its first row');
    const fastestOf = (rest: number, broker: number) => {
      const contenders = [
        suiteCell('rest', {}, { decisionP50Ms: rest }),
        suiteCell('broker', {}, { decisionP50Ms: broker }),
      ];
      return suiteFindings({ ...allSuite(), rows: [{ ...row, contenders }] }).join(' ');
    };
    expect(fastestOf(40, 48)).not.toContain('fastest');
    expect(fastestOf(40, 60)).toContain('(p50): rest in 1 of 1.');
  });
});

describe('who decided most', () => {
  it.each([
    [
      { rest: 473, 'rest-hardened': 495, 'rest-outbox': 660, broker: 954 },
      'broker decided most: 954 orders/s vs 660 (rest-outbox), 495 (rest-hardened), 473 (rest)',
    ],
    [
      { rest: 473, 'rest-hardened': 495, broker: 190 },
      'rest-hardened and rest decided most: 473–495 orders/s vs 190 (broker)',
    ],
    [
      { rest: 473, 'rest-hardened': 420 },
      'no detectable difference in throughput: rest and rest-hardened decided 420–473 orders/s',
    ],
  ])('of %j, each measured once', (rates, words) => {
    expect(throughputClause(withRates(rates))).toBe(words);
  });

  it('may be a small lead when it was measured often', () => {
    expect(throughputClause(withRates({ rest: 473, 'rest-hardened': 420 }, 5))).toMatch(
      /^rest decided most: 473/,
    );
  });
});
