// Faults as the result file shows them: what was planned, when it really happened, and what it hit. Pure.
import type { ScheduledEvent } from 'chaos-monkey-lite';
import type { ContenderRun } from '../../../shared/run-result.ts';
import { targetOf, type ScenarioFault } from './fault-schema.ts';
import type { FaultPlan } from './plan-faults.ts';

/** The faults of a run; `events` belong to the applicable plans, in order. */
export function describeFaults(
  plans: FaultPlan[],
  events: ScheduledEvent[],
): ContenderRun['faults'] {
  let next = 0;
  return plans.flatMap((plan): ContenderRun['faults'] => {
    const { kind } = plan.source;
    const target = targetOf(plan.source);
    if ('notApplicable' in plan) return [{ kind, target, notApplicable: plan.notApplicable }];
    const event = events[next++];
    if (!event || event.injectedAtMs === null) return [];
    const hits = plan.hits();
    const note = plan.note();
    return [
      {
        kind,
        target,
        params: settingsOf(plan.source),
        plannedAtMs: plan.planned.atMs,
        plannedHealMs: plan.planned.untilMs,
        injectedAtMs: event.injectedAtMs,
        healedAtMs: event.healedAtMs,
        ...(event.pidBefore === undefined ? {} : { pidBefore: event.pidBefore }),
        ...(event.pidAfter === undefined ? {} : { pidAfter: event.pidAfter }),
        ...(hits === undefined ? {} : { hits }),
        ...(note === undefined ? {} : { note }),
      },
    ];
  });
}

/**
 * Faults whose absence voids the run, and those that happened less often than planned. A crash that never came
 * was not tested. That one of several other faults hit nothing is an answer: a breaker was open, say.
 */
export function unequalFaults(faults: ContenderRun['faults']) {
  const measured = faults.filter((fault) => 'injectedAtMs' in fault);
  const hitNothing = measured.filter(({ hits }) => hits === 0);
  const isVoid = measured.length > 0 && hitNothing.length === measured.length;
  const nameOf = ({ kind, target }: { kind: string; target: string }) => `${target} ${kind}`;
  return {
    spared: hitNothing
      .filter(({ kind }) => isVoid || kind === 'crash')
      .map((fault) => `the fault "${nameOf(fault)}" hit nothing: it tested nothing here`),
    shortfalls: measured.flatMap((fault) => {
      const { kind, hits = 0, params } = fault;
      if (kind !== 'crash' || hits === 0 || hits >= Number(params['times'])) return [];
      return `"${nameOf(fault)}" happened ${hits} of ${String(params['times'])} times`;
    }),
  };
}

/** Measured window of all faults together; null when none was injected. */
export function faultWindow(
  faults: ContenderRun['faults'],
): { startMs: number; endMs: number } | null {
  const measured = faults.filter((f) => 'injectedAtMs' in f);
  if (measured.length === 0) return null;
  return {
    startMs: Math.min(...measured.map((f) => f.injectedAtMs)),
    endMs: Math.max(...measured.map((f) => f.healedAtMs ?? f.plannedHealMs)),
  };
}

const notSettings = new Set(['kind', 'target', 'from', 'to', 'during']);

function settingsOf(fault: ScenarioFault): Record<string, string | number> {
  const settings: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(fault)) {
    if (notSettings.has(name) || value === undefined) continue;
    settings[name] = typeof value === 'number' ? value : [value].flat().join('–');
  }
  return settings;
}
