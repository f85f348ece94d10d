// Why the figures of a bench may say less than they seem to: said before anybody believes them. Pure.
import type { BenchResult } from '../shared/bench-result.ts';
import { othersShare } from './noise.ts';
import { count, duration, figure, totalOf } from './numbers.ts';

/** A generator this late adds to every latency; half of the quickest decision there is. */
const lateMs = 5;

/** What may have been disturbed. */
type Measurements = Pick<BenchResult, 'throughput' | 'latency'>;

/** Cores that others had at most in a measurement; null where the system does not tell. */
export function othersIn({ throughput, latency }: Measurements): number | null {
  const uses = [...throughput.flatMap(({ rounds }) => rounds), ...latency].map(({ cpu }) => cpu);
  const others = uses.flatMap((cpu) => cpu?.otherCores ?? []);
  return others.length > 0 ? Math.max(...others) : null;
}

/** Whether others took so much that a bad ratio may be theirs: such a run convicts nobody. */
export function isDisturbed(result: Measurements & Pick<BenchResult, 'environment'>): boolean {
  return (othersIn(result) ?? 0) > othersShare * result.environment.cpuCount;
}

/** One sentence per doubt; empty when there is none. */
export function doubtsOf(result: BenchResult): string[] {
  const { throughput, latency, drain, environment, settings } = result;
  const flat = throughput.flatMap(({ rounds }) => rounds);
  const late = Math.max(0, ...latency.map(({ generatorLateMs }) => generatorLateMs));
  const judged = [...flat, ...drain];
  const [lost, harm] = [totalOf(judged.map((r) => r.lost)), totalOf(judged.map((r) => r.harm))];
  const missing = totalOf(latency.map(({ decisionMs }) => decisionMs.missing));
  return [
    isDisturbed(result) &&
      `Others had up to ${figure(othersIn(result) ?? 0)} of ${environment.cpuCount} cores during a measurement: throughput and latency hold that, the CPU of an order less.`,
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
