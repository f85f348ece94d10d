// Says how many orders a contender lost, and what became of them.
import type { ContenderResult, ContenderRun, RunResult } from '../shared/run-result.ts';
import { whySpared } from './fault-words.ts';
import { count, range } from './numbers.ts';
import { spread, type Spread } from './repetitions.ts';

/** Lost orders by kind, worst last. `unanswered` is the part of `refused` whose user got no answer at all. */
export type LossKind = 'refused' | 'unanswered' | 'silent' | 'leak' | 'harm';

/** Each kind of loss in the words of a sentence. */
export const lossWords: Record<LossKind, string> = {
  refused: 'refused honestly',
  unanswered: 'never answered, nothing held or charged',
  silent: 'lost silently',
  leak: 'leaking seats',
  harm: 'doing harm',
};

/** The split of the lost orders, summed over the runs. */
export function lossSplit(runs: readonly ContenderRun[]): Record<LossKind, number> {
  const split = { refused: 0, unanswered: 0, silent: 0, leak: 0, harm: 0 };
  for (const run of runs) {
    const unanswered = Math.min(run.outcomes.abandoned, run.lostOrders.refused);
    split.refused += run.lostOrders.refused - unanswered;
    split.unanswered += unanswered;
    split.silent += run.lostOrders.silent;
    split.leak += run.lostOrders.leak;
    split.harm += run.lostOrders.harm;
  }
  return split;
}

const lossKinds = ['refused', 'unanswered', 'silent', 'leak', 'harm'] as const;

/** `all refused honestly`, or `490 refused honestly, 8 lost silently`; empty when nothing was lost. */
export function splitWords(runs: readonly ContenderRun[]): string {
  const split = lossSplit(runs);
  const present = lossKinds.filter((kind) => split[kind] > 0);
  const [only] = present;
  if (only === undefined) return '';
  if (present.length === 1) return `all ${lossWords[only]}`;
  return present.map((kind) => `${count(split[kind])} ${lossWords[kind]}`).join(', ');
}

/** Lost orders over the runs of a contender. */
export function lostSpread(contender: ContenderResult): Spread | null {
  return spread(contender.runs, (run) => run.lostOrders.total);
}

/** `512`, or with several runs `512 [480–530]`. */
export function spreadWords(value: Spread, write: (value: number) => string): string {
  const [low, high] = [write(value.min), write(value.max)];
  if (low === high) return low;
  return `${write(value.median)} [${range(low, high)}]`;
}

/** Whether any contender that the scenario could be done to lost an order. */
export function anyLost(result: RunResult): boolean {
  return result.contenders.some(
    (one) => whySpared(one) === null && one.runs.some((run) => run.lostOrders.total > 0),
  );
}
