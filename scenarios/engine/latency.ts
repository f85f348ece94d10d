// The three latencies of an order and their percentiles, from raw records. Pure.
import type { Latency } from '../../shared/run-result.ts';
import type { JudgedOrder } from './check.ts';

/** A percentile by the nearest-rank method (smallest value with at least q of all at or below it). */
export function nearestRank(sorted: ArrayLike<number>, total: number, q: number): number | null {
  // 0.56 × 100 is a little more than 56 in floating point; that is no reason for the 57th.
  const value = sorted[Math.max(1, Math.ceil(q * total - 1e-9)) - 1];
  return value === undefined ? null : round(value);
}

/** Latencies in ms, rising, of the orders that got there, and how many orders there were in all. */
export type SortedLatencies = { sorted: Float64Array; total: number };

/** Sorts latencies in ms; null values are orders that never got there. */
export function sortLatencies(values: readonly (number | null)[]): SortedLatencies {
  const collected = new Collected(values.length);
  for (const value of values) collected.add(value);
  return collected.sorted();
}

/** The three latencies of all orders, each sorted by itself. `t0` is epoch ms of t = 0. */
export function allLatencies(
  orders: readonly JudgedOrder[],
  t0: number,
): Record<'answer' | 'decision' | 'email', SortedLatencies> {
  const answer = new Collected(orders.length);
  const decision = new Collected(orders.length);
  const email = new Collected(orders.length);
  for (const order of orders) {
    const one = latenciesOf(order, t0);
    answer.add(one.answer);
    decision.add(one.decision);
    email.add(one.email);
  }
  return { answer: answer.sorted(), decision: decision.sorted(), email: email.sorted() };
}

/** Numbers side by side: a million of them as objects would cost more to collect than to sort. */
class Collected {
  readonly #values: Float64Array;
  #reached = 0;

  constructor(total: number) {
    this.#values = new Float64Array(total);
  }

  add(value: number | null): void {
    if (value !== null) this.#values[this.#reached++] = value;
  }

  sorted(): SortedLatencies {
    // In place: nobody else has these values, and a copy of a million is not small.
    // oxlint-disable-next-line unicorn/no-array-sort
    const sorted = this.#values.subarray(0, this.#reached).sort();
    return { sorted, total: this.#values.length };
  }
}

/**
 * Summary of latencies in ms. Orders that never got there count as infinitely late, so a percentile that
 * would fall on one is null: it has no end. Null when nobody got there.
 */
export function summarize({ sorted, total }: SortedLatencies): Latency {
  const max = sorted.at(-1);
  if (max === undefined) return null;
  const of = (q: number) => nearestRank(sorted, total, q);
  return {
    p50: of(0.5),
    p95: of(0.95),
    p99: of(0.99),
    max: round(max),
    count: sorted.length,
    missing: total - sorted.length,
  };
}

/** Where a distribution is read: every 50th of the orders, and closer at both ends, where the eye looks. */
const curveShares: readonly number[] = [
  ...[0.001, 0.005, 0.01, 0.05, 0.25, 0.75, 0.95, 0.99, 0.995, 0.999, 0.9999, 1],
  ...Array.from({ length: 49 }, (_, i) => (i + 1) / 50),
].toSorted((a, b) => a - b);

/**
 * A distribution as `[share of all orders, ms]` by nearest rank, exact at every point. It ends below the orders
 * that never got there.
 */
export function curveOf({ sorted, total }: SortedLatencies): [share: number, ms: number][] {
  return curveShares.flatMap((share): [number, number][] => {
    const ms = nearestRank(sorted, total, share);
    return ms === null ? [] : [[share, ms]];
  });
}

/** The latencies of one order in ms from its intended arrival; null = never. `t0` is epoch ms of t = 0. */
export function latenciesOf(
  {
    journal,
    records,
  }: Pick<JudgedOrder, 'journal'> & {
    records: Pick<JudgedOrder['records'], 'decidedMs' | 'mailedMs'>;
  },
  t0: number,
): { answer: number | null; decision: number | null; email: number | null } {
  const due = journal?.arrival.atMs ?? 0;
  const answeredAt = journal?.answeredAtMs ?? null;
  return {
    answer: answeredAt === null ? null : answeredAt - due,
    decision: since(records.decidedMs, t0, due),
    email: since(records.mailedMs, t0, due),
  };
}

function since(epochMs: number | null, t0: number, due: number): number | null {
  return epochMs === null ? null : epochMs - t0 - due;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
