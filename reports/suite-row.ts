// Sums one scenario's result up to a row of the suite: medians over repetitions, every failure by its title.
import type { ContenderResult, ContenderRun, RunResult } from '../shared/run-result.ts';
import { acceptsFirst } from './durability-words.ts';
import { whySpared } from './fault-words.ts';
import { verdictSentence } from './findings.ts';
import { steadyMedian } from './latency-words.ts';
import { recoveryMs } from './metrics.ts';
import { shownRun, spread } from './repetitions.ts';
import type { SuiteCell, SuiteRow } from './suite.ts';

function titles(
  { runs }: ContenderResult,
  of: (run: ContenderRun) => readonly { title: string }[],
): string[] {
  return [...new Set(runs.flatMap(of).map(({ title }) => title))];
}

function finite(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : value;
}

/** One contender; null when it did not run. With several runs the counts are those of the run with the median loss. */
function cellOf(contender: ContenderResult): SuiteCell | null {
  const shown = shownRun(contender);
  if (shown === null) return null;
  const reason = whySpared(contender);
  const failed = titles(contender, (run) => run.expectations.filter(({ passed }) => !passed));
  const known = titles(contender, (run) => run.expectations);
  return {
    name: contender.name,
    applicable: reason === null,
    ...(reason === null ? {} : { reason }),
    acceptsFirst: acceptsFirst(contender),
    offered: shown.offered,
    runs: contender.runs.length,
    lostOrders: shown.lostOrders,
    outcomes: shown.outcomes,
    expectationsPassed: known.length - failed.length,
    expectationsFailed: failed,
    predictionsDisagreeing: titles(contender, (run) =>
      run.predictions.filter(({ agrees }) => !agrees),
    ),
    unclassified: contender.runs.reduce((sum, run) => sum + run.outcomes.unclassified, 0),
    latenessP99Ms: Math.max(...contender.runs.map((run) => run.lateness.p99Ms)),
    timeToRecoveryMs: finite(spread(contender.runs, recoveryMs)?.median),
    decisionP50Ms: finite(steadyMedian(contender, 'decision')),
    throughputPerSecond: finite(
      spread(contender.runs, (run) => run.throughputPerSecond ?? null)?.median,
    ),
  };
}

/** The row of a scenario that ran; `href` leads from the index page to its report. */
export function suiteRow(result: RunResult, href: string | null): SuiteRow {
  const contenders = result.contenders.map(cellOf).filter((one) => one !== null);
  const failed = contenders.some(({ expectationsFailed }) => expectationsFailed.length > 0);
  const judged = failed ? 'expectation-failed' : 'ok';
  return {
    scenario: result.scenario.name,
    title: result.scenario.title,
    question: result.scenario.question,
    status: result.conclusive ? judged : 'inconclusive',
    href,
    verdict: verdictSentence(result),
    contenders,
  };
}
