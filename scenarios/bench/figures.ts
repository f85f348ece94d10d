// The figures of a bench, each with the goal it stands beside: ratios of one round, then their median. Pure.
import type { BenchFigure, BenchResult, CpuUse } from '../../shared/bench-result.ts';
import { median } from '../engine/expectations.ts';
import { drainFigures } from './drain-figures.ts';
import { latencyFigures } from './latency-figures.ts';

/** A figure's values round by round, before median and verdict. */
export type Rounds = Omit<BenchFigure, 'median' | 'low' | 'high' | 'met'> & {
  /** False where the goal says nothing, for example of a machine that is too slow for it. */
  applies?: boolean;
};

/** Everything that figures are made from. */
export type Measured = Pick<BenchResult, 'throughput' | 'latency' | 'unitCosts' | 'drain'>;

/** All figures there is something measured for, with medians, ranges and whether the goal is met. */
export function figuresOf(measured: Measured): BenchFigure[] {
  return [
    ...throughputFigures(measured),
    ...latencyFigures(measured),
    ...drainFigures(measured),
  ].flatMap((figure) => (figure.rounds.some((value) => value !== null) ? finish(figure) : []));
}

function finish({ applies = true, ...figure }: Rounds): BenchFigure {
  const values = figure.rounds.filter((value) => value !== null);
  const middle = median(values);
  const { goal, better } = figure;
  const met =
    goal === null || middle === null || !applies
      ? null
      : better === 'higher'
        ? middle >= goal
        : middle <= goal;
  return {
    ...figure,
    ...{ median: middle, low: Math.min(...values), high: Math.max(...values), met },
  };
}

/** Left divided by right, round by round; null where either is missing or there is nothing to divide by. */
export function ratios(
  left: readonly (number | null)[],
  right: readonly (number | null)[],
): (number | null)[] {
  return left.map((value, round) => {
    const by = right[round] ?? null;
    return value === null || by === null || by === 0 ? null : value / by;
  });
}

function throughputFigures({ throughput }: Measured): Rounds[] {
  const of = (name: string) =>
    throughput
      .find(({ subject }) => subject === name)
      ?.rounds.map(({ confirmedPerSecond }) => confirmedPerSecond) ?? [];
  const ratio = (left: string, right: string, goal: number | null): Rounds => ({
    ...{
      id: `throughput.${left}/${right}`,
      title: `confirmed orders a second: ${left} / ${right}`,
    },
    ...{ unit: 'ratio', better: 'higher', goal, rounds: ratios(of(left), of(right)) },
  });
  /** Who else is at work makes everybody slower; what an order costs it hardly changes. */
  const cost = (name: string) =>
    throughput
      .find(({ subject }) => subject === name)
      ?.rounds.map(({ cpu: used }) => used && serverCpu(used)) ?? [];
  const cpu = (left: string, right: string): Rounds => ({
    ...{ id: `cpu.${left}/${right}`, title: `CPU of an order: ${left} / ${right}`, unit: 'ratio' },
    ...{ better: 'lower', goal: null, rounds: ratios(cost(left), cost(right)) },
  });
  const stored = (name: string) =>
    throughput
      .find(({ subject }) => subject === name)
      ?.rounds.map(({ walBytesPerOrder }) => walBytesPerOrder) ?? [];
  const wal = (left: string, right: string): Rounds => ({
    ...{ id: `wal.${left}/${right}`, title: `write-ahead log of an order: ${left} / ${right}` },
    ...{ unit: 'ratio', better: 'lower', goal: null, rounds: ratios(stored(left), stored(right)) },
  });
  return [
    ratio('rest', 'rest-floor', 0.8),
    ratio('rest-hardened', 'rest', 0.85),
    ratio('broker', 'broker-floor', 0.8),
    {
      ...{ id: 'throughput.broker', title: 'confirmed orders a second: broker' },
      ...{ unit: 'per-second', better: 'higher', goal: 3_000, rounds: of('broker') },
      // Where even the barest code cannot, nobody asks it of the contender.
      applies: (median(of('broker-floor')) ?? 0) >= 3_600,
    },
    cpu('rest', 'rest-floor'),
    cpu('broker', 'broker-floor'),
    wal('rest', 'rest-floor'),
    wal('broker', 'broker-floor'),
    ratio('broker', 'rest', null),
    ratio('broker-floor', 'rest-floor', null),
  ];
}

/** CPU of one order in ms, without the load generator's. */
function serverCpu({ msPerOrder }: CpuUse): number {
  return Object.entries(msPerOrder).reduce(
    (sum, [n, ms]) => (n === 'generator' ? sum : sum + ms),
    0,
  );
}
