// Why a reader should not trust a result, gathered from its own warnings and from its numbers.
import type { RunResult } from '../shared/run-result.ts';
import { othersShare } from './noise.ts';
import { count, duration, figure, percent } from './numbers.ts';

function fromNumbers(result: RunResult): string[] {
  const found: string[] = [];
  const offered = result.contenders.flatMap((contender) =>
    contender.runs.slice(0, 1).map((run) => run.offered),
  );
  // Callers who wait for their answer offer as much as they are served; only a schedule is the same for all.
  if (result.scenario.loop !== 'closed' && new Set(offered).size > 1) {
    found.push(
      `The contenders were not offered the same number of orders (${offered.map(count).join(', ')}).`,
    );
  }
  for (const { name, runs } of result.contenders) {
    if (runs.length === 0) found.push(`${name} has no run.`);
    for (const run of runs) {
      const unsent = run.outcomes['not-offered'];
      // The harness says this itself, with its limit; older and foreign results may not.
      if (
        run.lateness.p99Ms > 50 &&
        !run.warnings.some((one) => one.includes('generator was late'))
      )
        found.push(`${name}: the load generator was late (p99 ${duration(run.lateness.p99Ms)}).`);
      if (unsent > run.offered / 1000)
        found.push(`${name}: ${percent(unsent, run.offered)} of the orders were never sent.`);
      if (run.drainMs === null) found.push(`${name}: work was still open when the run ended.`);
      if (run.outcomes.unclassified > 0)
        found.push(`${name}: ${count(run.outcomes.unclassified)} orders fit no verdict.`);
    }
  }
  return found;
}

/** Contenders that had to leave much of the machine to others, a sentence each. */
export function disturbances({ contenders, environment }: RunResult): string[] {
  const { cpuCount } = environment;
  return contenders.flatMap(({ name, runs }) => {
    const others = Math.max(0, ...runs.map(({ otherCores }) => otherCores ?? 0));
    if (others <= othersShare * cpuCount) return [];
    return `${name}: others had ${figure(others)} of ${cpuCount} cores while orders came; its latencies hold that.`;
  });
}

/** What a model on paper said and the run contradicted, a sentence each. */
export function contradictions(result: RunResult): string[] {
  return result.contenders.flatMap(({ name, runs }) =>
    runs.flatMap((run, i) =>
      run.predictions
        .filter(({ agrees }) => !agrees)
        .map(
          ({ title, measured, low, high }) =>
            `${name}${runs.length > 1 ? `, run ${i + 1}` : ''}: a prediction disagrees with the measurement: ${title}: ${figure(measured)}, should lie in ${figure(low)} … ${figure(high)}.`,
        ),
    ),
  );
}

/** Every reason for doubt, the result's own first, each said once. */
export function doubts(result: RunResult): string[] {
  const ofRuns = result.contenders.flatMap(({ name, runs }) =>
    runs.flatMap((run) => run.warnings.map((warning) => `${name}: ${warning}`)),
  );
  return [
    ...new Set([
      ...result.warnings,
      ...ofRuns,
      ...fromNumbers(result),
      ...disturbances(result),
      ...contradictions(result),
    ]),
  ];
}

/** The reason an inconclusive result gives first. */
export function firstDoubt(result: RunResult): string {
  const reason = doubts(result)[0] ?? 'the run gave no reason';
  return reason.replace(/[.\s]+$/, '');
}
