// What a closed form says beside what was measured, and what all of them are told. Pure.
import type { ContenderRun } from '../../../shared/run-result.ts';
import type { Instances, PolicyTable } from '../../../shared/variant.ts';
import { isLost, type JudgedOrder } from '../check.ts';
import type { NamedScenario } from '../scenario.ts';

export type Prediction = ContenderRun['predictions'][number];
export type MeasuredFault = Extract<ContenderRun['faults'][number], { injectedAtMs: number }>;

/** Everything a closed form may need about one contender under one scenario. */
export type PredictionFacts = {
  scenario: Pick<NamedScenario, 'arrivals' | 'conditions'>;
  faults: ContenderRun['faults'];
  /** Processes per service; absent = one of each. */
  instances?: Instances;
  /** Only of a closed loop. */
  throughputPerSecond?: number | null;
  policy: PolicyTable;
  judged: JudgedOrder[];
  /** Epoch ms of t = 0. */
  t0: number;
  backlogPeak: number | null;
  chargeAttempts: number;
};

/** A fault that really happened and was healed. */
export type HealedFault = MeasuredFault & { healedAtMs: number };

/** Half-width of a 99 % interval in standard deviations. */
export const z99 = 2.576;

/** Builds a prediction; `low` and `high` bound what may be measured. */
export function prediction(
  what: { id: string; title: string; formula: string },
  predicted: number,
  measured: number,
  { low, high }: { low: number; high: number },
): Prediction {
  const round = (n: number) => Math.round(n * 100) / 100;
  return {
    ...what,
    predicted: round(predicted),
    measured: round(measured),
    low: round(Math.max(0, low)),
    high: round(high),
    agrees: measured >= low && measured <= high,
  };
}

/** A prediction that nothing is lost, which allows for nothing else. */
export function nothingLost(why: string, measured: number): Prediction {
  const what = { id: 'lost', title: 'Orders lost', formula: `0 (${why})` };
  return prediction(what, 0, measured, { low: 0, high: 0 });
}

/** Orders that arrived in a stretch of the run. */
export function arrivedIn(judged: JudgedOrder[], fromMs: number, untilMs: number): JudgedOrder[] {
  return judged.filter(({ journal }) => {
    const at = journal?.arrival.atMs ?? -1;
    return at >= fromMs && at < untilMs;
  });
}

/** How long a fault met arrivals, in seconds: a service may come back after the last order. */
export function metArrivalsFor(fault: HealedFault, judged: JudgedOrder[]): number {
  const lastMs = judged.reduce((last, o) => Math.max(last, o.journal?.arrival.atMs ?? 0), 0);
  return Math.max(0, Math.min(fault.healedAtMs, lastMs) - fault.injectedAtMs) / 1_000;
}

/** How many of the orders were lost. */
export function lostAmong(judged: JudgedOrder[]): number {
  return judged.filter((o) => isLost(o.outcome)).length;
}

/** True when an accepted order survives whatever happens to the services behind it. */
export function isDurable(policy: PolicyTable): boolean {
  return policy['durableStore'] === true;
}

/** Attempts per call, the first included. */
export function attemptsOf(policy: PolicyTable): number {
  return Number(policy['attempts'] ?? 1);
}
