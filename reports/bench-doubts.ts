// Why the figures of a bench may say less than they seem to: said before anybody believes them. Pure.
import type { BenchResult } from '../shared/bench-result.ts';
import { count, duration, figure } from './numbers.ts';

/** Share of the cores that others may have before throughput is theirs as much as ours. */
const othersShare = 0.1;
/** A generator this late adds to every latency; half of the quickest decision there is. */
const lateMs = 5;

/** One sentence per doubt; empty when there is none. */
export function doubtsOf({
  throughput,
  latency,
  drain,
  environment,
  settings,
}: BenchResult): string[] {
  const flat = throughput.flatMap(({ rounds }) => rounds);
  const others = Math.max(0, ...flat.map(({ cpu }) => cpu?.otherCores ?? 0));
  const late = Math.max(0, ...latency.map(({ generatorLateMs }) => generatorLateMs));
  const judged = [...flat, ...drain];
  const [lost, harm] = [sum(judged.map((r) => r.lost)), sum(judged.map((r) => r.harm))];
  const missing = sum(latency.map(({ decisionMs }) => decisionMs.missing));
  return [
    others > othersShare * environment.cpuCount &&
      `Others had up to ${figure(others)} of ${environment.cpuCount} cores in a flat-out run: throughput ratios hold noise, believe the CPU of an order.`,
    late > lateMs &&
      `The generator was late by up to ${duration(late)} (p99): latencies hold that, too.`,
    lost > 0 && `${count(lost)} orders were lost.`,
    harm > 0 && `${count(harm)} orders were harmed.`,
    missing > 0 && `${count(missing)} orders of the open loop were never decided.`,
    settings.fsync !== 'on' && `PostgreSQL ran with fsync ${settings.fsync}.`,
    settings.synchronousCommit !== 'on' &&
      `PostgreSQL ran with synchronous_commit ${settings.synchronousCommit}.`,
  ].filter((doubt) => doubt !== false);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
