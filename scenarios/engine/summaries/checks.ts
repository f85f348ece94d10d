// What a run was asked and what it answered, one line each: JUnit and Markdown are two ways to write it down.
import { whySpared } from '../../../reports/findings.ts';
import type { SuiteResult } from '../../../reports/suite.ts';
import type { ContenderResult, ContenderRun, RunResult } from '../../../shared/run-result.ts';

/**
 * One check. Only `failed` and `error` make a command end with something else than 0; what is `skipped`
 * was seen and is said, but nobody demanded it.
 */
export type Check = {
  name: string;
  state: 'passed' | 'failed' | 'skipped' | 'error';
  /** What was found, or why it was not checked; empty when there is nothing to add. */
  detail: string;
};

/** Checks that belong together: those of one contender, or those of the whole run. */
export type CheckGroup = {
  /** Unique within a document. */
  name: string;
  /** ISO 8601; null when nothing was started. */
  startedAt: string | null;
  seconds: number;
  checks: Check[];
};

/** The checks of a result: one group per contender, and one for the run as a whole. */
export function checksOf(result: RunResult, failure?: unknown): CheckGroup[] {
  const { name } = result.scenario;
  return [
    ...result.contenders.map((contender) => contenderGroup(name, contender)),
    {
      name: `${name}: the run`,
      startedAt: result.startedAt,
      seconds: result.durationMs / 1_000,
      checks: [conclusive(result), ...(failure === undefined ? [] : [ended(failure)])],
    },
  ];
}

/** The checks of a suite: those of every scenario that has a result, its rungs, and what did not run. */
export function suiteChecks(
  suite: SuiteResult,
  results: ReadonlyMap<string, RunResult>,
  notRun: number,
): CheckGroup[] {
  const groups = suite.rows.flatMap(({ scenario, error }) => {
    const result = results.get(scenario);
    if (result) return checksOf(result, error);
    return [failedGroup(`${scenario}: the run`, error ?? 'it has no result')];
  });
  const rungs = (suite.ladder ?? []).map((step): Check => ({
    name: `${step.from} → ${step.to} (+ ${step.adds}) removes: ${step.figure}`,
    state: step.removed ? 'passed' : 'failed',
    detail: `${step.scenario}: ${step.before ?? '–'} → ${step.after ?? '–'}`,
  }));
  const base = { startedAt: suite.startedAt, seconds: 0 };
  if (rungs.length > 0) groups.push({ ...base, name: 'the ladder', checks: rungs });
  if (notRun > 0)
    groups.push(failedGroup('the suite', `interrupted: ${notRun} scenarios were not run`));
  return groups;
}

/** What is left to say when nothing was measured. */
export function failedGroup(name: string, failure: unknown): CheckGroup {
  return { name, startedAt: null, seconds: 0, checks: [ended(failure)] };
}

function contenderGroup(scenario: string, contender: ContenderResult): CheckGroup {
  const { name, runs } = contender;
  const spared = whySpared(contender);
  return {
    name: `${scenario}: ${name}`,
    startedAt: runs[0]?.startedAt ?? null,
    seconds: runs.reduce((sum, run) => sum + secondsOf(run), 0),
    checks: runs.flatMap((run, i) => {
      const suffix = runs.length > 1 ? ` (run ${i + 1})` : '';
      return [...expectations(run, spared), ...invariants(run)].map((check) => ({
        ...check,
        name: check.name + suffix,
      }));
    }),
  };
}

function expectations(run: ContenderRun, spared: string | null): Check[] {
  return run.expectations.map(({ title, passed, expected, actual }) => {
    if (!passed) return { name: title, state: 'failed', detail: `${actual}, expected ${expected}` };
    // What was spared the fault has not passed its test.
    if (spared !== null)
      return { name: title, state: 'skipped', detail: `not applicable: ${spared}` };
    return { name: title, state: 'passed', detail: `${actual}, expected ${expected}` };
  });
}

/** Many a contender breaks an invariant on purpose: what a scenario demands are its expectations. */
function invariants(run: ContenderRun): Check[] {
  return run.invariants.map(({ title, verdict, count }) => {
    if (verdict === 'held') return { name: title, state: 'passed', detail: '' };
    const detail =
      verdict === 'violated'
        ? `violated by ${count}; this scenario does not demand it`
        : 'could not be checked';
    return { name: title, state: 'skipped', detail };
  });
}

function conclusive(result: RunResult): Check {
  const name = 'The run has earned a verdict';
  if (result.conclusive) return { name, state: 'passed', detail: '' };
  const reasons = [
    ...(result.interrupted ? ['it was interrupted'] : []),
    ...result.warnings,
    ...result.contenders.flatMap(({ name: who, runs }) =>
      runs.flatMap(({ warnings }) => warnings.map((warning) => `${who}: ${warning}`)),
    ),
  ];
  return { name, state: 'failed', detail: reasons.join('; ') || result.verdict };
}

function ended(failure: unknown): Check {
  const detail = failure instanceof Error ? failure.message : String(failure);
  return { name: 'Ran to its end', state: 'error', detail };
}

function secondsOf({ phases }: ContenderRun): number {
  const [first] = phases;
  const last = phases.at(-1);
  return first && last ? Math.max(0, last.endMs - first.startMs) / 1_000 : 0;
}
