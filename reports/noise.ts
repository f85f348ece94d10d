// How far apart two figures must lie before a report calls one of them better, and how much of the machine others may have.
import type { ContenderResult } from '../shared/run-result.ts';
import { runsForInterval } from './repetitions.ts';

/** What separates a lead from noise: a share of the smaller figure, and an amount. */
interface Floor {
  readonly share: number;
  readonly amount: number;
}

/**
 * The floors. Runs of the same contender on one busy machine differ by as much as the strict ones, so a few runs
 * must clear those; `runsForInterval` runs have medians that chance moves far less.
 */
const floors = {
  latencyMs: { fewRuns: { share: 0.25, amount: 5 }, manyRuns: { share: 0.05, amount: 0.5 } },
  throughput: { fewRuns: { share: 0.2, amount: 0 }, manyRuns: { share: 0.05, amount: 0 } },
} as const satisfies Record<string, { fewRuns: Floor; manyRuns: Floor }>;

function floorOf(figure: keyof typeof floors, runs: number): Floor {
  return floors[figure][runs < runsForInterval ? 'fewRuns' : 'manyRuns'];
}

/** Whether `fast` leads `slow` by more than noise, with this many runs a contender. */
export function leadsInLatency(fast: number, slow: number, runs: number): boolean {
  const { share, amount } = floorOf('latencyMs', runs);
  return slow - fast >= Math.max(amount, share * fast);
}

/** Whether `most` leads `less` by more than noise, with this many runs a contender. */
export function leadsInThroughput(most: number, less: number, runs: number): boolean {
  const { share, amount } = floorOf('throughput', runs);
  return most - less >= Math.max(amount, share * less);
}

/** Runs of the contender with the fewest, of those that ran. */
export function fewestRuns(contenders: readonly ContenderResult[]): number {
  return Math.min(...contenders.map(({ runs }) => runs.length).filter((size) => size > 0));
}

/**
 * Share of the cores that others may have before a figure is theirs as much as ours: on a virtual machine with two
 * cores, a broker's decision at 20 orders a second took 25 to 31 ms while its host took nothing, 35 ms at 0.15 cores,
 * 46 at 0.24, 58 at 0.4, and 109 at 0.7.
 */
export const othersShare = 0.1;
