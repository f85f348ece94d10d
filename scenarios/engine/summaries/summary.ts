// From what became of a command to what its summaries say: a result, a suite, or nothing measured at all. Pure.
import type { SuiteResult } from '../../../reports/suite.ts';
import type { RunResult } from '../../../shared/run-result.ts';
import { checksOf, failedGroup, suiteChecks, type CheckGroup } from './checks.ts';
import { failureMarkdown, resultMarkdown, suiteMarkdown } from './markdown.ts';

/** What a command has to say in the end. */
export type Summary = { title: string; groups: CheckGroup[]; markdown: string };

/** Of one scenario run; `failure` is what cut it short. */
export function resultSummary(result: RunResult, failure?: unknown): Summary {
  const groups = checksOf(result, failure);
  return { title: result.scenario.name, groups, markdown: resultMarkdown(result, groups) };
}

/** Of a suite; `notRun` = scenarios an interruption has spared. */
export function suiteSummary(
  suite: SuiteResult,
  results: ReadonlyMap<string, RunResult>,
  notRun: number,
): Summary {
  const groups = suiteChecks(suite, results, notRun);
  return { title: suite.name, groups, markdown: suiteMarkdown(suite, groups) };
}

/** Of a command that measured nothing, and why. */
export function failureSummary(title: string, failure: unknown): Summary {
  const groups = [failedGroup(title, failure)];
  return { title, groups, markdown: failureMarkdown(title, groups) };
}
