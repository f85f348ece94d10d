// What the set-up check of the workshop runs, and the one sentence it ends with. Pure.
import type { RunResult } from '../../shared/run-result.ts';
import { configure } from '../engine/configure.ts';
import type { NamedScenario } from '../engine/scenario.ts';

/** Contenders of the check: one per style. */
export const checkedContenders = ['rest', 'broker'];

/** The baseline, as short and as light as a run can be and still mean something. */
export function checkScenario(baseline: NamedScenario): NamedScenario {
  const short = { quick: true, ratePerSecond: 20, durationMs: 4_000, faultShare: undefined };
  return { ...configure(baseline, short), expectations: [] };
}

/** Whether this machine is ready for the room, in one sentence. */
export function readiness(result: RunResult): { ready: boolean; sentence: string } {
  const runs = result.contenders.flatMap((contender) => contender.runs);
  const sum = (of: (run: (typeof runs)[number]) => number) =>
    runs.reduce((total, run) => total + of(run), 0);
  const offered = sum((run) => run.offered);
  const lost = sum((run) => run.lostOrders.total + run.outcomes.unclassified);
  const took = `${Math.round(result.durationMs / 1_000)} s`;
  if (lost > 0)
    return {
      ready: false,
      sentence: `Not ready: ${lost} of ${offered} orders were lost although nothing was broken; please tell the people who run the workshop.`,
    };
  if (!result.conclusive) {
    const [why = 'the run has earned no verdict'] = [
      ...result.warnings,
      ...runs.flatMap((run) => run.warnings),
    ];
    return {
      ready: false,
      sentence: `Nearly: everything runs, but not steadily enough to be measured (${why}). Close other programs, plug in the charger, and try again.`,
    };
  }
  return {
    ready: true,
    sentence: `Ready: ${offered} orders went through REST and Kafka in ${took}, and none was lost.`,
  };
}
