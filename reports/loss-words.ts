// Says what became of the orders a contender lost, and of those it only delayed.
import type { ContenderResult, ContenderRun, RunResult } from '../shared/run-result.ts';
import { lastHealMs, measuredFaults, whySpared } from './fault-words.ts';
import { count, duration, range } from './numbers.ts';
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

/** Orders that were waiting when the last fault was healed, and when the last of them was decided. */
export interface Delayed {
  readonly orders: number;
  readonly decidedAfterHealMs: number;
  readonly allConfirmed: boolean;
}

/** Null when the run had no healed fault, nothing waited, or not every order's fate is on record. */
export function delayedOrders(run: ContenderRun): Delayed | null {
  const healMs = lastHealMs(run);
  if (healMs === null || run.fates.length < run.offered) return null;
  const waiting = run.fates.filter(
    ([scheduledMs, , decisionMs]) =>
      decisionMs !== null && scheduledMs < healMs && scheduledMs + decisionMs > healMs,
  );
  if (waiting.length === 0) return null;
  return {
    orders: waiting.length,
    decidedAfterHealMs: Math.max(...waiting.map(([at, , took]) => at + (took ?? 0))) - healMs,
    allConfirmed: waiting.every(([, outcome]) => outcome !== 'rejected'),
  };
}

/** `its 506 delayed orders were all confirmed 1.4 s after recovery`; null when nothing can be said. */
export function delayedWords(contender: ContenderResult): string | null {
  const lostNone = contender.runs.every((run) => run.lostOrders.total === 0);
  if (!lostNone || !contender.runs.some((run) => measuredFaults(run).length > 0)) return null;
  const orders = spread(contender.runs, (run) => delayedOrders(run)?.orders ?? null);
  const after = spread(contender.runs, (run) => delayedOrders(run)?.decidedAfterHealMs ?? null);
  if (orders === null || after === null || orders.values.length < contender.runs.length)
    return null;
  const ending = contender.runs.every((run) => delayedOrders(run)?.allConfirmed)
    ? 'confirmed'
    : 'decided';
  return `its ${spreadWords(orders, count)} delayed orders were all ${ending} ${spreadWords(after, duration)} after recovery`;
}
