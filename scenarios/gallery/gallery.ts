// Runs a planted defect and its repaired twin for real, and asks the checker what it thinks of each.
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { figureAt } from '../engine/expectations.ts';
import { runOnce } from '../engine/run-once.ts';
import type { Bug } from './bug.ts';

/** What was measured of one contender: the figure in question, and what was wrong beside it. */
export type Finding = {
  /** null when the run has no such figure. */
  count: number | null;
  /** Orders lost silently, seats leaked, people harmed. */
  wrong: number;
  /** Invariants that did not hold. */
  violated: string[];
  /** Why the run cannot be trusted; a late generator is none, it changes no verdict of an order. */
  warnings: string[];
};

/** Both findings, and whether the checker was right about each. */
export type Exhibit = {
  bug: Bug;
  planted: Finding;
  twin: Finding;
  named: boolean;
  clean: boolean;
};

/** What a run shows of a figure. */
export function findingOf(run: ContenderRun, figure: string): Finding {
  const { silent, leak, harm } = run.lostOrders;
  // A twin lacks some of the points where the defect can be crashed; that it was provoked at all is enough.
  const provoked = run.faults.some(
    (fault) => 'injectedAtMs' in fault && (fault.hits === undefined || fault.hits > 0),
  );
  const isHarmless = (warning: string) =>
    warning.startsWith('the generator was late') || (provoked && warning.includes('hit nothing'));
  return {
    count: figureAt(run, figure),
    wrong: silent + leak + harm,
    violated: run.invariants.filter((i) => i.verdict === 'violated').map((i) => i.id),
    warnings: run.warnings.filter((warning) => !isHarmless(warning)),
  };
}

/** The checker is right when it names the planted defect and finds nothing at all in the twin. */
export function exhibitOf(bug: Bug, planted: Finding, twin: Finding): Exhibit {
  return {
    ...{ bug, planted, twin },
    named: planted.count !== null && planted.count > 0,
    clean:
      twin.warnings.length === 0 &&
      twin.count === 0 &&
      twin.wrong === 0 &&
      twin.violated.length === 0,
  };
}

/** Runs one entry of the gallery: the planted contender, then its twin. */
export async function exhibit(
  bug: Bug,
  options: {
    infrastructure: Infrastructure;
    contenders: Map<string, CatalogEntry>;
    seed: number;
    interrupt: AbortSignal;
  },
): Promise<Exhibit> {
  const findings: Finding[] = [];
  for (const name of [bug.planted, bug.twin]) {
    const entry = options.contenders.get(name);
    if (!entry) throw new Error(`the gallery names "${name}", which no variant has`);
    const scenario = { ...bug.scenario, name: bug.name };
    const { run } = await runOnce({ ...options, entry, scenario });
    options.interrupt.throwIfAborted();
    findings.push(findingOf(run, bug.expected.figure));
  }
  const [planted, twin] = findings;
  if (!planted || !twin) throw new Error('one of the two runs is missing');
  return exhibitOf(bug, planted, twin);
}
