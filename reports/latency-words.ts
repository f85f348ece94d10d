// Who decided first and by how much, over the orders that met no fault.
import type { ContenderResult, ContenderRun, Latency, RunResult } from '../shared/run-result.ts';
import { fewestRuns, leadsInLatency } from './noise.ts';
import { duration, listed, range, times } from './numbers.ts';
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

/** The fastest and everyone whom it does not lead by more than noise, then the others. */
export function fastestGroup(
  result: RunResult,
  kind: LatencyKind,
): { fastest: Pace[]; slower: Pace[] } {
  const all = paces(result, kind);
  const best = all[0]?.p50 ?? 0;
  const runs = fewestRuns(result.contenders);
  const isSlower = ({ p50 }: Pace) => leadsInLatency(best, p50, runs);
  return { fastest: all.filter((pace) => !isSlower(pace)), slower: all.filter(isSlower) };
}

/** `p50 6 ms`, or for several `p50 6–7 ms`. */
export function p50Words(group: readonly Pace[]): string {
  const [low, high] = [group[0], group.at(-1)].map((pace) => duration(pace?.p50 ?? Infinity));
  return `p50 ${low === high ? String(low) : range(String(low), String(high))}`;
}

/** `rest decided fastest: p50 6 ms vs 41 ms (broker), 6.8× sooner`; null with nothing to compare. */
export function fastestClause(result: RunResult, kind: LatencyKind, verb: string): string | null {
  const { fastest, slower } = fastestGroup(result, kind);
  const [first] = fastest;
  if (first === undefined) return null;
  const names = listed(fastest.map((pace) => pace.name));
  const slowest = slower.at(-1);
  if (slowest === undefined)
    return fastest.length === 1
      ? `${names} ${verb} at ${p50Words(fastest)}`
      : `no detectable difference in speed: ${names} ${verb} at ${p50Words(fastest)}`;
  const rest = slower.map((pace) => `${duration(pace.p50)} (${pace.name})`).join(', ');
  const upTo = fastest.length + slower.length > 2 ? 'up to ' : '';
  return `${names} ${verb} fastest: ${p50Words(fastest)} vs ${rest}, ${upTo}${times(slowest.p50, first.p50)} sooner`;
}
