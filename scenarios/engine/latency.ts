// The three latencies of an order and their percentiles, from raw records. Pure.
import type { Latency } from '../../shared/run-result.ts';
import type { JudgedOrder } from './check.ts';

/** A percentile by the nearest-rank method (smallest value with at least q of all at or below it). */
export function nearestRank(sorted: readonly number[], total: number, q: number): number | null {
  // 0.56 × 100 is a little more than 56 in floating point; that is no reason for the 57th.
  const value = sorted[Math.max(1, Math.ceil(q * total - 1e-9)) - 1];
  return value === undefined ? null : round(value);
}

/**
 * Summary of latencies in ms; null values are orders that never got there. They count as infinitely
 * late, so a percentile that would fall on one is null: it has no end.
 */
export function summarize(values: (number | null)[]): Latency {
  const sorted = values.filter((v) => v !== null).toSorted((a, b) => a - b);
  const max = sorted.at(-1);
  if (max === undefined) return null;
  const of = (q: number) => nearestRank(sorted, values.length, q);
  return {
    p50: of(0.5),
    p95: of(0.95),
    p99: of(0.99),
    max: round(max),
    count: sorted.length,
    missing: values.length - sorted.length,
  };
}

/** Where a distribution is read: every 50th of the orders, and closer at both ends, where the eye looks. */
const curveShares: readonly number[] = [
  ...[0.001, 0.005, 0.01, 0.05, 0.25, 0.75, 0.95, 0.99, 0.995, 0.999, 0.9999, 1],
  ...Array.from({ length: 49 }, (_, i) => (i + 1) / 50),
].toSorted((a, b) => a - b);

/**
 * A distribution as `[share of all values, ms]` by nearest rank, exact at every point. Null values are
 * orders that never got there: the curve ends below them.
 */
export function curveOf(values: readonly (number | null)[]): [share: number, ms: number][] {
  const sorted = values.filter((v) => v !== null).toSorted((a, b) => a - b);
  return curveShares.flatMap((share): [number, number][] => {
    const ms = nearestRank(sorted, values.length, share);
    return ms === null ? [] : [[share, ms]];
  });
}

/** The latencies of one order in ms from its intended arrival; null = never. `t0` is epoch ms of t = 0. */
export function latenciesOf(
  order: JudgedOrder,
  t0: number,
): { answer: number | null; decision: number | null; email: number | null } {
  const due = order.journal?.arrival.atMs ?? 0;
  const since = (epochMs: number | null | undefined) =>
    epochMs === null || epochMs === undefined ? null : epochMs - t0 - due;
  const firstMail = order.records.mails.map((m) => m.created_ms).toSorted((a, b) => a - b)[0];
  const answeredAt = order.journal?.answeredAtMs ?? null;
  return {
    answer: answeredAt === null ? null : answeredAt - due,
    decision: since(order.records.order?.decided_ms),
    email: since(firstMail),
  };
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
