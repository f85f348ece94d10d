// Journal, records and samples of one contender run → the run of the RunResult. Pure.
import type { Outcome } from '../../shared/domain/outcome-names.ts';
import type { ContenderRun, PhaseName } from '../../shared/run-result.ts';
import type { Contender, Instances, OffsetRow } from '../../shared/variant.ts';
import { countOutcomes, flagsOf, isLost, lostOrdersOf, type JudgedOrder } from './check.ts';
import { describeExamples, fatesOf, type KnownOrder } from './examples.ts';
import { faultWindow, unequalFaults } from './faults/describe-faults.ts';
import { withWaits } from './faults/waits.ts';
import { checkInvariants } from './invariants.ts';
import { allLatencies, curveOf, nearestRank, sortLatencies, summarize } from './latency.ts';
import { predict } from './predictions/predict.ts';
import { lostAmong } from './predictions/prediction.ts';
import { peakWaiting, timeToRecovery } from './recovery.ts';
import type { Sample } from './sampler.ts';
import type { NamedScenario } from './scenario.ts';
import { buildTimeline } from './timeline.ts';

/** Raw material of one contender run. Instants are ms after t = 0 unless named otherwise. */
export type RunMaterial = {
  contender: Contender;
  /** Processes per service; absent = one of each. */
  instances?: Instances;
  judged: JudgedOrder[];
  /** A few orders of every outcome. */
  examples: ReadonlyMap<Outcome, KnownOrder[]>;
  samples: Sample[];
  /** Epoch ms of t = 0. */
  t0: number;
  warmUpStartMs: number;
  scenario: NamedScenario;
  /** What was planned, and when it really happened. */
  faults: ContenderRun['faults'];
  arrivalsEndMs: number;
  quietAtMs: number | null;
  offsets: OffsetRow[] | null;
  hasTopics: boolean;
  seats: { oversold: number; drift: number } | null;
  redelivered: number;
  chargeAttempts: number;
  /** What voids the run. */
  warnings: string[];
  /** What is worth a warning but voids nothing. */
  remarks: string[];
};

/** A run is void above this p99 lateness of the generator (DESIGN §6). */
const maxLatenessP99Ms = 50;
/** The last stretch of arrivals, in which nothing of a fault should be left. */
const endStretchMs = 3_000;
const maxNotOfferedShare = 0.001;

/** Builds the run and says whether it can be trusted; expectations are filled in later, when every contender is known. */
export function assembleRun(m: RunMaterial): { run: ContenderRun; conclusive: boolean } {
  const { judged, t0, instances = {} } = m;
  const { policy } = m.contender;
  const faults = withWaits(m.faults, { judged, t0, instances, policy });
  const counts = countOutcomes(judged);
  const endMs = Math.max(m.arrivalsEndMs, m.quietAtMs ?? 0, m.samples.at(-1)?.atMs ?? 0);
  const timeline = buildTimeline({ judged, samples: m.samples, t0, endMs });
  const hasBacklog = m.samples.some((s) => s.gauges.consumerLag !== null);
  const backlogPeak = hasBacklog ? peakWaiting(judged.map(({ records }) => records)) : null;
  const healedAtMs = lastHeal(faults);
  const scheduled = judged.filter((o) => o.journal);
  const offered = scheduled.length;
  const latencies = allLatencies(scheduled, t0);
  const lateness = latenessOf(judged);
  const warnings = [...m.warnings];
  if (lateness.p99Ms > maxLatenessP99Ms)
    warnings.push(
      `the generator was late: p99 ${lateness.p99Ms} ms (limit ${maxLatenessP99Ms} ms)`,
    );
  if (counts['not-offered'] > offered * maxNotOfferedShare)
    warnings.push(`${counts['not-offered']} of ${offered} orders were never sent`);
  if (counts.unclassified > 0)
    warnings.push(`${counts.unclassified} orders could not be classified: a bug of the checker`);
  const { spared, shortfalls } = unequalFaults(faults);
  warnings.push(...spared);
  const conclusive = warnings.length === 0;
  warnings.push(...m.remarks, ...shortfalls);
  const throughputPerSecond = throughputOf(m);
  const predictions = predict({
    ...{ faults, policy, instances, throughputPerSecond },
    scenario: m.scenario,
    judged,
    t0,
    backlogPeak,
    chargeAttempts: m.chargeAttempts,
  });
  const run: ContenderRun = {
    startedAt: new Date(t0).toISOString(),
    offered,
    lateness,
    phases: phasesOf(m, endMs),
    outcomes: counts,
    lostOrders: lostOrdersOf(counts),
    flags: flagsOf(judged, m.redelivered),
    latencyMs: summaries(latencies),
    latencyCurve: {
      answer: curveOf(latencies.answer),
      decision: curveOf(latencies.decision),
      email: curveOf(latencies.email),
    },
    summary: summaryPerPhase(m),
    faults,
    timeline,
    fates: fatesOf(judged, t0),
    examples: describeExamples(m.examples, t0),
    backlogPeak,
    billingAttempts: m.chargeAttempts,
    timeToRecoveryMs:
      healedAtMs === null
        ? null
        : timeToRecovery(timeline, m.scenario.phases.steadyMs, healedAtMs, m.arrivalsEndMs),
    lostAtTheEnd: judged.filter(
      (o) => isLost(o.outcome) && (o.journal?.arrival.atMs ?? 0) >= m.arrivalsEndMs - endStretchMs,
    ).length,
    throughputPerSecond,
    drainMs: m.quietAtMs === null ? null : Math.max(0, Math.round(m.quietAtMs - m.arrivalsEndMs)),
    offsets: m.offsets,
    invariants: checkInvariants(m),
    expectations: [],
    predictions,
    warnings,
  };
  return { run, conclusive };
}

function summaries(of: ReturnType<typeof allLatencies>): ContenderRun['latencyMs'] {
  return {
    answer: summarize(of.answer),
    decision: summarize(of.decision),
    email: summarize(of.email),
  };
}

function latenessOf(judged: JudgedOrder[]): ContenderRun['lateness'] {
  const { sorted } = sortLatencies(
    judged.map(({ journal }) =>
      journal && journal.sentAtMs !== null ? journal.sentAtMs - journal.arrival.atMs : null,
    ),
  );
  const round = (ms: number) => Math.round(ms * 10) / 10;
  return { p99Ms: nearestRank(sorted, sorted.length, 0.99) ?? 0, maxMs: round(sorted.at(-1) ?? 0) };
}

/** Orders decided per second from the first arrival to the last decision; null for an open loop. */
function throughputOf({ scenario, judged, t0 }: RunMaterial): number | null {
  if (scenario.arrivals.process !== 'closed-loop') return null;
  const decided = judged.flatMap(({ journal, records: { decidedMs } }) =>
    journal && decidedMs !== null ? [decidedMs - t0] : [],
  );
  const lastMs = decided.reduce((latest, ms) => Math.max(latest, ms), 0);
  return lastMs > 0 ? Math.round((decided.length / lastMs) * 10_000) / 10 : null;
}

function lastHeal(faults: ContenderRun['faults']): number | null {
  const heals = faults.flatMap((f) => ('healedAtMs' in f ? (f.healedAtMs ?? []) : []));
  return heals.length > 0 ? Math.max(...heals) : null;
}

function phasesOf(m: RunMaterial, endMs: number): ContenderRun['phases'] {
  const window = faultWindow(m.faults);
  const arrivals: ContenderRun['phases'] = window
    ? [
        { name: 'steady', startMs: 0, endMs: window.startMs },
        { name: 'fault', startMs: window.startMs, endMs: window.endMs },
        { name: 'recovery', startMs: window.endMs, endMs: m.arrivalsEndMs },
      ]
    : [{ name: 'steady', startMs: 0, endMs: m.arrivalsEndMs }];
  return [
    { name: 'warm-up', startMs: m.warmUpStartMs, endMs: 0 },
    ...arrivals,
    { name: 'drain', startMs: m.arrivalsEndMs, endMs: Math.max(endMs, m.arrivalsEndMs) },
  ];
}

function summaryPerPhase(m: RunMaterial): ContenderRun['summary'] {
  const wanted: readonly PhaseName[] = ['steady', 'fault', 'recovery'];
  return phasesOf(m, m.arrivalsEndMs)
    .filter((phase) => wanted.includes(phase.name))
    .map((phase) => {
      const orders = m.judged.filter(({ journal }) => {
        const at = journal?.arrival.atMs ?? Number.NaN;
        return at >= phase.startMs && at < phase.endMs;
      });
      return {
        phase: phase.name,
        offered: orders.length,
        lost: lostAmong(orders),
        latencyMs: summaries(allLatencies(orders, m.t0)),
      };
    });
}
