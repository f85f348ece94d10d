// What became of the orders that a fault kept waiting, when there were more of them than are always on their way.
import type { ContenderResult, ContenderRun } from '../shared/run-result.ts';
import { lastHealMs, measuredFaults } from './fault-words.ts';
import { spreadWords } from './loss-words.ts';
import { count, duration } from './numbers.ts';
import { spread } from './repetitions.ts';

/** Orders that were waiting when the last fault was healed, and when the last of them was decided. */
interface Waiting {
  readonly orders: number;
  readonly decidedAfterHealMs: number;
  readonly allConfirmed: boolean;
  readonly isRemarkable: boolean;
}

/** How orders flow before the first fault; null when none was decided then. */
function calmFlow(run: ContenderRun): { ratePerMs: number; p99Ms: number } | null {
  const faultMs = measuredFaults(run)[0]?.injectedAtMs ?? Infinity;
  const arrived = run.fates.filter(([atMs]) => atMs < faultMs);
  // An order that the fault caught on its way would make ordinary waiting look as long as the fault.
  const took = arrived
    .flatMap(([atMs, , ms]) => (ms !== null && atMs + ms < faultMs ? [ms] : []))
    .toSorted((a, b) => a - b);
  const p99Ms = took[Math.ceil(0.99 * took.length) - 1];
  return p99Ms === undefined ? null : { ratePerMs: arrived.length / faultMs, p99Ms };
}

/** Whether this many orders are on their way at any instant; arrivals by chance make it a few more now and then. */
function isOrdinary(orders: number, expected: number): boolean {
  return orders <= expected + 2 * Math.sqrt(expected);
}

/** Null when the run had no healed fault, nothing waited, or not every order's fate is on record. */
function waitingAtHeal(run: ContenderRun): Waiting | null {
  const healMs = lastHealMs(run);
  if (healMs === null || run.fates.length < run.offered) return null;
  const waiting = run.fates.flatMap(([atMs, outcome, ms]) =>
    ms !== null && atMs < healMs && atMs + ms > healMs ? [{ atMs, outcome, ms }] : [],
  );
  if (waiting.length === 0) return null;
  const calm = calmFlow(run);
  const isUsual =
    calm !== null &&
    (isOrdinary(waiting.length, calm.ratePerMs * calm.p99Ms) ||
      waiting.every(({ ms }) => ms <= calm.p99Ms));
  return {
    orders: waiting.length,
    decidedAfterHealMs: Math.max(...waiting.map(({ atMs, ms }) => atMs + ms)) - healMs,
    allConfirmed: waiting.every(({ outcome }) => outcome !== 'rejected'),
    isRemarkable: !isUsual,
  };
}

/** `the 506 orders waiting when it healed were all confirmed within 1.4 s`; null when there is nothing to tell. */
export function delayedWords(contender: ContenderResult): string | null {
  const lostNone = contender.runs.every((run) => run.lostOrders.total === 0);
  const each = contender.runs.map(waitingAtHeal);
  if (!lostNone || !each.some((waiting) => waiting?.isRemarkable)) return null;
  const of = (read: (waiting: Waiting) => number) =>
    spread(contender.runs, (run) => {
      const waiting = waitingAtHeal(run);
      return waiting === null ? null : read(waiting);
    });
  const orders = of((waiting) => waiting.orders);
  const within = of((waiting) => waiting.decidedAfterHealMs);
  if (orders === null || within === null || each.includes(null)) return null;
  const ending = each.every((waiting) => waiting?.allConfirmed) ? 'confirmed' : 'decided';
  return `the ${spreadWords(orders, count)} orders waiting when it healed were all ${ending} within ${spreadWords(within, duration)}`;
}
