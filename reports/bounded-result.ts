// What a page can hold of a result that somebody else wrote: lists longer than any run makes are cut, and that is said.
import { outcomes } from '../shared/domain/outcome-names.ts';
import type { ContenderRun, RunResult } from '../shared/run-result.ts';

/** More than any run of the harness writes, and still a page one can open. */
const most = {
  contenders: 24,
  runs: 100,
  faults: 200,
  rows: 200,
  settings: 300,
  warnings: 100,
  examples: 6,
  events: 100,
  spans: 60,
} as const;

/** Cuts lists, and remembers whether it had to. */
class Cutter {
  hasCut = false;

  list<T>(items: readonly T[], limit: number): T[] {
    if (items.length > limit) this.hasCut = true;
    return items.slice(0, limit);
  }

  record<T>(entries: Readonly<Record<string, T>>, limit: number): Record<string, T> {
    return Object.fromEntries(this.list(Object.entries(entries), limit));
  }
}

type Example = NonNullable<ContenderRun['examples'][(typeof outcomes)[number]]>[number];

function boundedExample<T extends Example>(example: T, cut: Cutter): T {
  const { events, spans } = example;
  return {
    ...example,
    events: cut.list(events, most.events),
    ...(spans !== undefined && { spans: cut.list(spans, most.spans) }),
  };
}

function boundedRun(run: ContenderRun, cut: Cutter): ContenderRun {
  const examples: ContenderRun['examples'] = {};
  for (const outcome of outcomes) {
    const all = run.examples[outcome];
    if (all === undefined) continue;
    examples[outcome] = cut.list(all, most.examples).map((example) => boundedExample(example, cut));
  }
  const { sameOrders } = run;
  return {
    ...run,
    examples,
    ...(sameOrders !== undefined && {
      sameOrders: cut
        .list(sameOrders, most.examples)
        .map((example) => boundedExample(example, cut)),
    }),
    faults: cut.list(run.faults, most.faults),
    invariants: cut.list(run.invariants, most.rows),
    expectations: cut.list(run.expectations, most.rows),
    predictions: cut.list(run.predictions, most.rows),
    offsets: run.offsets === null ? null : cut.list(run.offsets, most.rows),
    warnings: cut.list(run.warnings, most.warnings),
  };
}

/** The result as far as a page can hold it; the note is null when that is all of it. */
export function boundedResult(result: RunResult): { result: RunResult; note: string | null } {
  const cut = new Cutter();
  const bounded = {
    ...result,
    warnings: cut.list(result.warnings, most.warnings),
    contenders: cut.list(result.contenders, most.contenders).map((contender) => ({
      ...contender,
      policy: cut.record(contender.policy, most.settings),
      runs: cut.list(contender.runs, most.runs).map((run) => boundedRun(run, cut)),
    })),
  };
  const note = cut.hasCut
    ? 'This result holds longer lists than a page can show; the page shows their beginning.'
    : null;
  return { result: bounded, note };
}
