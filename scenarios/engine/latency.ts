// The three latencies of an order and their percentiles, from raw records. Pure.
import type { Latency } from '../../shared/run-result.ts';
import type { JudgedOrder } from './check.ts';

/** A percentile by the nearest-rank method (smallest value with at least q of all at or below it). */
export function nearestRank(sorted: readonly number[], total: number, q: number): number | null {
  const value = sorted[Math.max(1, Math.ceil(q * total)) - 1];
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
