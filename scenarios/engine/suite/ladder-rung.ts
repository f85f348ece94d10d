// One rung of a hardening ladder, and how its effect is read off a result. Pure.
import type { LadderStep } from '../../../reports/suite.ts';
import type { RunResult } from '../../../shared/run-result.ts';
import { figureAt, median } from '../expectations.ts';

/** A rung: what `to` adds to `from`, and where that shows. */
export type LadderRung = {
  side: 'rest' | 'broker';
  from: string;
  to: string;
  /** What it adds, in a few words. */
  adds: string;
  /** Scenario whose fault separates the two. */
  scenario: string;
  /** The harm it removes: a title for people, and the path of the figure in a run. */
  figure: {
    title: string;
    path: string;
    /** Share of the harm that may remain where a rung makes it rare and cannot end it; absent = none. */
    mayRemain?: number;
  };
};

/** A contender of the other side under a rung's fault, so that both sides are seen under the same. */
export type LadderWitness = { contender: string; scenario: string };

/** Contenders that a scenario of the ladder has to run, each once. */
export function contendersOf(
  rungs: LadderRung[],
  witnesses: LadderWitness[],
  scenario: string,
): string[] {
  const climbing = rungs.filter((rung) => rung.scenario === scenario);
  const watching = witnesses.filter((witness) => witness.scenario === scenario);
  return [
    ...new Set([
      ...climbing.flatMap(({ from, to }) => [from, to]),
      ...watching.map(({ contender }) => contender),
    ]),
  ];
}

/** What a rung was measured to do; figures are null when its scenario has no result. */
export function ladderStep(
  rung: LadderRung,
  result: RunResult | undefined,
  href: string | null,
): LadderStep {
  const of = (name: string) => {
    const runs = result?.contenders.find((contender) => contender.name === name)?.runs ?? [];
    const { path } = rung.figure;
    const found = runs.map((run) => figureAt(run, path)).filter((n) => n !== null);
    return median(found);
  };
  const before = of(rung.from);
  const after = of(rung.to);
  return {
    side: rung.side,
    adds: rung.adds,
    from: rung.from,
    to: rung.to,
    scenario: rung.scenario,
    figure: rung.figure.title,
    before,
    after,
    // A run without a verdict shows nothing, whatever its figures.
    removed:
      result?.conclusive === true &&
      before !== null &&
      before > 0 &&
      after !== null &&
      after <= before * (rung.figure.mayRemain ?? 0),
    href,
  };
}
