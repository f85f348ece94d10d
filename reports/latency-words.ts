// Who decided first and by how much, over the orders that met no fault.
import type { ContenderResult, ContenderRun, Latency, RunResult } from '../shared/run-result.ts';
import { duration, listed, times } from './numbers.ts';
import { spread } from './repetitions.ts';

/** The three latencies, in the order an order meets them. */
export const latencyKinds = ['answer', 'decision', 'email'] as const;

/** One of the three latencies. */
export type LatencyKind = (typeof latencyKinds)[number];

type Quantile = 'p50' | 'p95' | 'p99';

/** A quantile as a number: `Infinity` when too many of the offered orders never got there, null when none was offered. */
export function quantileOf(latency: Latency, quantile: Quantile, offered: number): number | null {
  if (latency === null) return offered > 0 ? Infinity : null;
  return latency[quantile] ?? Infinity;
}

/** A quantile before any fault; null when the run had no such time. */
export function steadyQuantile(
  run: ContenderRun,
  kind: LatencyKind,
  quantile: Quantile,
): number | null {
  const steady = run.summary.find((phase) => phase.phase === 'steady');
  if (steady !== undefined) return quantileOf(steady.latencyMs[kind], quantile, steady.offered);
  const isCalm = run.faults.every((fault) => 'notApplicable' in fault);
  return isCalm ? quantileOf(run.latencyMs[kind], quantile, run.offered) : null;
}

/** Median over the runs of a contender's p50 in steady state. */
export function steadyMedian(contender: ContenderResult, kind: LatencyKind): number | null {
  return spread(contender.runs, (run) => steadyQuantile(run, kind, 'p50'))?.median ?? null;
}

/** One contender's steady p50. */
export interface Pace {
  readonly name: string;
  readonly p50: number;
}

/** Every contender with a finite steady p50, fastest first. */
export function paces(result: RunResult, kind: LatencyKind): Pace[] {
  return result.contenders
    .map((contender) => ({ name: contender.name, p50: steadyMedian(contender, kind) ?? Infinity }))
    .filter((pace) => Number.isFinite(pace.p50))
    .toSorted((a, b) => a.p50 - b.p50);
}

/** Two medians this close are called equal. */
export function nearlyEqual(a: number, b: number): boolean {
  return Math.abs(a - b) <= Math.max(0.5, 0.05 * Math.max(a, b));
}

/** `rest decided fastest: p50 6 ms vs 41 ms (broker), 6.8× sooner`; null with nothing to compare. */
export function fastestClause(result: RunResult, kind: LatencyKind, verb: string): string | null {
  const [first, ...others] = paces(result, kind);
  if (first === undefined) return null;
  if (others.length === 0) return `${first.name} ${verb} at p50 ${duration(first.p50)}`;
  const equals = [first, ...others.filter((pace) => nearlyEqual(pace.p50, first.p50))];
  const slower = others.filter((pace) => !equals.includes(pace));
  const slowest = slower.at(-1);
  const names = listed(equals.map((pace) => pace.name));
  if (slowest === undefined)
    return `${names} ${verb} equally fast: p50 ${duration(first.p50)}, no detectable difference`;
  const rest = slower.map((pace) => `${duration(pace.p50)} (${pace.name})`).join(', ');
  return `${names} ${verb} fastest: p50 ${duration(first.p50)} vs ${rest}, ${slower.length > 1 ? 'up to ' : ''}${times(slowest.p50, first.p50)} sooner`;
}
