// Why the figures of a bench may say less than they seem to: said before anybody believes them. Pure.
import type { BenchResult } from '../shared/bench-result.ts';
import { count, duration, figure } from './numbers.ts';

/** Share of the cores that others may have before throughput is theirs as much as ours. */
const othersShare = 0.1;
/** A generator this late adds to every latency; half of the quickest decision there is. */
const lateMs = 5;

/** Cores that others had at most in a flat-out run; 0 where the system does not tell. */
function othersIn({ throughput }: Pick<BenchResult, 'throughput'>): number {
  return Math.max(
    0,
    ...throughput.flatMap(({ rounds }) => rounds.map(({ cpu }) => cpu?.otherCores ?? 0)),
  );
}

/** Whether others took so much that a bad ratio may be theirs: such a run convicts nobody. */
export function isDisturbed(result: Pick<BenchResult, 'throughput' | 'environment'>): boolean {
  return othersIn(result) > othersShare * result.environment.cpuCount;
}

/** One sentence per doubt; empty when there is none. */
export function doubtsOf(result: BenchResult): string[] {
  const { throughput, latency, drain, environment, settings } = result;
  const flat = throughput.flatMap(({ rounds }) => rounds);
  const late = Math.max(0, ...latency.map(({ generatorLateMs }) => generatorLateMs));
  const judged = [...flat, ...drain];
  const [lost, harm] = [sum(judged.map((r) => r.lost)), sum(judged.map((r) => r.harm))];
  const missing = sum(latency.map(({ decisionMs }) => decisionMs.missing));
  return [
    isDisturbed(result) &&
      `Others had up to ${figure(othersIn(result))} of ${environment.cpuCount} cores in a flat-out run: ratios of throughput and latency hold noise, the CPU of an order less.`,
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
