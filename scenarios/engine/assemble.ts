// Journal, records and samples of one contender run → the run of the RunResult. Pure.
import type { ScheduledEvent } from 'chaos-monkey-lite';
import type { ContenderRun, PhaseName } from '../../shared/run-result.ts';
import type { Contender, OffsetRow } from '../../shared/variant.ts';
import { countOutcomes, flagsOf, isLost, lostOrdersOf, type JudgedOrder } from './check.ts';
import { fatesOf, pickExamples } from './examples.ts';
import { describeFaults, unequalFaults } from './faults/describe-faults.ts';
import type { FaultPlan } from './faults/plan-faults.ts';
import { checkInvariants } from './invariants.ts';
import { curveOf, latenciesOf, nearestRank, summarize } from './latency.ts';
import { predict } from './predictions/predict.ts';
import { peakWaiting, timeToRecovery } from './recovery.ts';
import type { Sample } from './sampler.ts';
import type { NamedScenario } from './scenario.ts';
import { buildTimeline } from './timeline.ts';

/** Raw material of one contender run. Instants are ms after t = 0 unless named otherwise. */
export type RunMaterial = {
  contender: Contender;
  judged: JudgedOrder[];
  samples: Sample[];
  /** Epoch ms of t = 0. */
  t0: number;
  warmUpStartMs: number;
  scenario: NamedScenario;
  faultPlans: FaultPlan[];
  faultEvents: ScheduledEvent[];
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
  const { judged, t0 } = m;
  const counts = countOutcomes(judged);
  const faults = describeFaults(m.faultPlans, m.faultEvents);
  const endMs = Math.max(m.arrivalsEndMs, m.quietAtMs ?? 0, m.samples.at(-1)?.atMs ?? 0);
  const timeline = buildTimeline({ judged, samples: m.samples, t0, endMs });
  const hasBacklog = m.samples.some((s) => s.gauges.consumerLag !== null);
  const stored = judged.flatMap(({ records: { order } }) =>
    order ? [{ storedMs: order.created_ms, decidedMs: order.decided_ms }] : [],
  );
  const backlogPeak = hasBacklog ? peakWaiting(stored) : null;
  const healedAtMs = lastHeal(faults);
  const offered = judged.filter((o) => o.journal).length;
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
  const predictions = predict({
    faults,
    scenario: m.scenario,
    policy: m.contender.policy,
    judged,
    t0,
    backlogPeak,
    chargeAttempts: m.chargeAttempts,
  });
  const run: ContenderRun = {
    startedAt: new Date(t0).toISOString(),
    offered,
    lateness,
    phases: phasesOf(m, faults, endMs),
    outcomes: counts,
    lostOrders: lostOrdersOf(counts),
    flags: flagsOf(judged, m.redelivered),
    latencyMs: latencySummary(judged, t0),
    latencyCurve: latencyCurves(judged, t0),
    summary: summaryPerPhase(m, faults),
    faults,
    timeline,
    fates: fatesOf(judged, t0),
    examples: pickExamples(judged, t0, windowOf(faults)),
    backlogPeak,
    billingAttempts: m.chargeAttempts,
    timeToRecoveryMs:
      healedAtMs === null
        ? null
        : timeToRecovery(timeline, m.scenario.phases.steadyMs, healedAtMs, m.arrivalsEndMs),
    lostAtTheEnd: judged.filter(
      (o) => isLost(o.outcome) && (o.journal?.arrival.atMs ?? 0) >= m.arrivalsEndMs - endStretchMs,
    ).length,
    throughputPerSecond: throughputOf(m),
    drainMs: m.quietAtMs === null ? null : Math.max(0, Math.round(m.quietAtMs - m.arrivalsEndMs)),
    offsets: m.offsets,
    invariants: checkInvariants(m),
    expectations: [],
    predictions,
    warnings,
  };
  return { run, conclusive };
}

function latencySummary(judged: JudgedOrder[], t0: number): ContenderRun['latencyMs'] {
  const all = judged.filter((o) => o.journal).map((o) => latenciesOf(o, t0));
  return {
    answer: summarize(all.map((l) => l.answer)),
    decision: summarize(all.map((l) => l.decision)),
    email: summarize(all.map((l) => l.email)),
  };
}

function latencyCurves(judged: JudgedOrder[], t0: number): ContenderRun['latencyCurve'] {
  const all = judged.filter((o) => o.journal).map((o) => latenciesOf(o, t0));
  return {
    answer: curveOf(all.map((l) => l.answer)),
    decision: curveOf(all.map((l) => l.decision)),
    email: curveOf(all.map((l) => l.email)),
  };
}

function latenessOf(judged: JudgedOrder[]): ContenderRun['lateness'] {
  const late = judged
    .flatMap(({ journal }) =>
      journal && journal.sentAtMs !== null ? [journal.sentAtMs - journal.arrival.atMs] : [],
    )
    .toSorted((a, b) => a - b);
  const round = (ms: number) => Math.round(ms * 10) / 10;
  return { p99Ms: nearestRank(late, late.length, 0.99) ?? 0, maxMs: round(late.at(-1) ?? 0) };
}

/** Orders decided per second from the first arrival to the last decision; null for an open loop. */
function throughputOf({ scenario, judged, t0 }: RunMaterial): number | null {
  if (scenario.arrivals.process !== 'closed-loop') return null;
  const decided = judged.flatMap(({ journal, records: { order } }) =>
    journal && order && order.decided_ms !== null ? [order.decided_ms - t0] : [],
  );
  const lastMs = decided.reduce((latest, ms) => Math.max(latest, ms), 0);
  return lastMs > 0 ? Math.round((decided.length / lastMs) * 10_000) / 10 : null;
}

/** Measured window of all faults together; null when none was injected. */
function windowOf(faults: ContenderRun['faults']): { startMs: number; endMs: number } | null {
  const measured = faults.filter((f) => 'injectedAtMs' in f);
  if (measured.length === 0) return null;
  return {
    startMs: Math.min(...measured.map((f) => f.injectedAtMs)),
    endMs: Math.max(...measured.map((f) => f.healedAtMs ?? f.plannedHealMs)),
  };
}

function lastHeal(faults: ContenderRun['faults']): number | null {
  const heals = faults.flatMap((f) => ('healedAtMs' in f ? (f.healedAtMs ?? []) : []));
  return heals.length > 0 ? Math.max(...heals) : null;
}

function phasesOf(
  m: RunMaterial,
  faults: ContenderRun['faults'],
  endMs: number,
): ContenderRun['phases'] {
  const window = windowOf(faults);
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

function summaryPerPhase(m: RunMaterial, faults: ContenderRun['faults']): ContenderRun['summary'] {
  const wanted: readonly PhaseName[] = ['steady', 'fault', 'recovery'];
  return phasesOf(m, faults, m.arrivalsEndMs)
    .filter((phase) => wanted.includes(phase.name))
    .map((phase) => {
      const orders = m.judged.filter(({ journal }) => {
        const at = journal?.arrival.atMs ?? Number.NaN;
        return at >= phase.startMs && at < phase.endMs;
      });
      return {
        phase: phase.name,
        offered: orders.length,
        lost: orders.filter((o) => isLost(o.outcome)).length,
        latencyMs: latencySummary(orders, m.t0),
      };
    });
}
