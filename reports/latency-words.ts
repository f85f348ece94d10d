// Who decided first and by how much, over the orders that met no fault.
import type { ContenderResult, ContenderRun, Latency, RunResult } from '../shared/run-result.ts';
import { duration, listed, times } from './numbers.ts';
import { spread } from './repetitions.ts';

/** The three latencies, in the order an order meets them. */
export const latencyKinds = ['answer', 'decision', 'email'] as const;

/** One of the three latencies. */
export type LatencyKind = (typeof latencyKinds)[number];

/** A quantile as a number: `Infinity` when too many orders never got there, null when nothing was measured. */
export function quantileOf(latency: Latency, quantile: 'p50' | 'p95' | 'p99'): number | null {
  if (latency === null) return null;
  return latency[quantile] ?? (latency.missing > 0 ? Infinity : null);
}

/** The latencies before any fault: the steady phase, or the whole run when it has no such phase. */
export function steadyLatencies(run: ContenderRun): ContenderRun['latencyMs'] {
  return run.summary.find((phase) => phase.phase === 'steady')?.latencyMs ?? run.latencyMs;
}

/** Median over the runs of a contender's p50 in steady state. */
export function steadyMedian(contender: ContenderResult, kind: LatencyKind): number | null {
  return (
    spread(contender.runs, (run) => quantileOf(steadyLatencies(run)[kind], 'p50'))?.median ?? null
  );
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
