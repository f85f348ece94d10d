// The rows of the scoreboard: what each number is, how it is read from a run, and which way is better.
import type { ContenderRun, RunResult } from '../shared/run-result.ts';
import { whySpared } from './fault-words.ts';
import { steadyQuantile } from './latency-words.ts';
import { count, duration } from './numbers.ts';
import { inClass } from './outcome-words.ts';
import { recoveryMs } from './recovery.ts';
import { spread, type Spread } from './repetitions.ts';
import { throughput } from './throughput-metrics.ts';

// Scenarios may read the reports only through a few files; comparisons ask this one.
export { recoveryMs } from './recovery.ts';

/** One row of the scoreboard; `read` gives null for "does not exist here" and `Infinity` for "never". */
export interface Metric {
  readonly title: string;
  readonly meaning: string;
  readonly read: (run: ContenderRun) => number | null;
  readonly write: (value: number) => string;
  readonly better: 'less' | 'more' | null;
  readonly isPart?: boolean;
  readonly isHeadline?: boolean;
  /** Left out when every run has zero of it. */
  readonly isRare?: boolean;
}

/** Some rows under one heading. */
export interface MetricGroup {
  readonly title: string;
  readonly metrics: readonly Metric[];
  /** Left out when no run has any of its numbers. */
  readonly isOptional?: boolean;
}

function counted(
  title: string,
  meaning: string,
  read: Metric['read'],
  better: Metric['better'] = 'less',
): Metric {
  return { title, meaning, read, write: count, better };
}

function part(
  title: string,
  meaning: string,
  read: Metric['read'],
  better: Metric['better'] = 'less',
): Metric {
  return { ...counted(title, meaning, read, better), isPart: true };
}

function steady(
  title: string,
  meaning: string,
  kind: 'answer' | 'decision' | 'email',
  quantile: 'p50' | 'p95' | 'p99',
): Metric {
  const read = (run: ContenderRun) => steadyQuantile(run, kind, quantile);
  return { title, meaning, read, write: duration, better: 'less' };
}

const fromArrival = 'measured from the intended arrival, before any fault';

/** The scoreboard, top to bottom. */
export const metricGroups: readonly MetricGroup[] = [
  {
    title: 'What became of the orders',
    metrics: [
      counted(
        'offered',
        'Orders the load generator was to send: the same for everyone.',
        (run) => run.offered,
        null,
      ),
      counted(
        'good',
        'Confirmed or honestly rejected for a business reason, and told in time.',
        (run) => inClass(run, 'good'),
        'more',
      ),
      counted('degraded', 'Right in the end, but told too late or never.', (run) =>
        inClass(run, 'degraded'),
      ),
      {
        ...counted(
          'lost',
          'Offered − good − degraded − not sent. The four rows below add up to it.',
          (run) => run.lostOrders.total,
        ),
        isHeadline: true,
      },
      part(
        'refused',
        'Told no for a technical reason, or never answered; nothing held or charged.',
        (run) => run.lostOrders.refused,
        null,
      ),
      part(
        'silent',
        'Accepted, then never settled: vanished, stuck or dead-lettered.',
        (run) => run.lostOrders.silent,
      ),
      part(
        'leak',
        'Seats are still held for an order that was refused, rejected or forgotten, or are held twice. Seats of an order that is still open count as silent.',
        (run) => run.lostOrders.leak,
      ),
      part(
        'harm',
        'Double, ghost or missing charges, false confirmations, phantoms.',
        (run) => run.lostOrders.harm,
      ),
      counted(
        'double + ghost charges',
        'Orders charged twice, or charged without a booking.',
        (run) => run.outcomes['double-charge'] + run.outcomes['ghost-charge'],
      ),
      {
        ...counted(
          'mails never sent',
          'Confirmed orders whose user never got a mail: no lost order, but a broken promise.',
          (run) => run.flags.mailMissing,
        ),
        isRare: true,
      },
      {
        title: 'billing attempts per order',
        meaning: 'Charge attempts put on billing, divided by offered orders: the price of retries.',
        read: (run) => (run.offered === 0 ? null : run.billingAttempts / run.offered),
        write: (value) => value.toFixed(2),
        better: null,
      },
    ],
  },
  throughput,
  {
    title: 'Latency while nothing is broken (steady phase)',
    metrics: [
      steady(
        'answer p50',
        `Until the gateway answered the POST (the spinner), ${fromArrival}.`,
        'answer',
        'p50',
      ),
      steady(
        'decision p50',
        `Until confirmed or rejected was true in the gateway, ${fromArrival}; half of the orders were faster.`,
        'decision',
        'p50',
      ),
      steady('decision p95', 'One order in 20 took longer.', 'decision', 'p95'),
      steady('decision p99', 'One order in 100 took longer.', 'decision', 'p99'),
      steady(
        'e-mail p50',
        `Until the confirmation was in the mail sink, ${fromArrival}.`,
        'email',
        'p50',
      ),
    ],
  },
  {
    title: 'After the fault',
    metrics: [
      {
        title: 'time to recovery',
        meaning:
          'From heal to the first of 5 seconds in a row that look like steady again. never: orders were still being lost when the load ended; –: the run ended before anybody could tell.',
        read: recoveryMs,
        write: duration,
        better: 'less',
      },
      {
        title: 'drain',
        meaning: 'From the last arrival until nothing was left to do.',
        read: (run) => run.drainMs ?? Infinity,
        write: duration,
        better: 'less',
      },
      counted(
        'backlog peak',
        'Most orders waiting at one instant: stored and not yet decided.',
        (run) => run.backlogPeak,
        null,
      ),
    ],
  },
];

/** One metric for every contender, in their order, and which of them are best. */
export interface MetricRow {
  readonly metric: Metric;
  readonly values: readonly (Spread | null)[];
  readonly best: readonly boolean[];
}

/** Reads a metric; values within 5 % of the best share the star, and nobody has it when all are equal. */
export function metricRow(result: RunResult, metric: Metric): MetricRow {
  const values = result.contenders.map(({ runs }) => spread(runs, metric.read));
  // Whoever was spared the fault does not win by that.
  const competes = result.contenders.map((contender) => whySpared(contender) === null);
  const medians = values.flatMap((value, i) =>
    value === null || competes[i] !== true ? [] : [value.median],
  );
  const ideal = metric.better === 'more' ? Math.max(...medians) : Math.min(...medians);
  const isBest = (value: Spread | null, i: number) =>
    competes[i] === true &&
    metric.better !== null &&
    value !== null &&
    Number.isFinite(value.median) &&
    Math.abs(value.median - ideal) <= 0.05 * Math.abs(ideal);
  const best = values.map(isBest);
  const comparable =
    result.conclusive && medians.length > 1 && best.filter(Boolean).length < medians.length;
  return { metric, values, best: comparable ? best : best.map(() => false) };
}

/** The groups of the scoreboard that this result has numbers for. */
export function metricGroupsOf(result: RunResult): MetricGroup[] {
  const runs = result.contenders.flatMap((contender) => contender.runs);
  const hasAny = ({ metrics }: MetricGroup) =>
    metrics.some(({ read }) => runs.some((run) => read(run) !== null));
  const isShown = ({ isRare, read }: Metric) =>
    isRare !== true || runs.some((run) => (read(run) ?? 0) > 0);
  return metricGroups
    .filter((group) => group.isOptional !== true || hasAny(group))
    .map((group) => ({ ...group, metrics: group.metrics.filter(isShown) }));
}
