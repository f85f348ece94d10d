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

/** Faults that hit nothing, so that the run says nothing about them; and those that hit less often than planned. */
export function unequalFaults(faults: ContenderRun['faults']) {
  const counted = faults.flatMap((fault) =>
    'injectedAtMs' in fault && fault.hits !== undefined ? { ...fault, hits: fault.hits } : [],
  );
  const nameOf = ({ kind, target }: { kind: string; target: string }) => `${target} ${kind}`;
  return {
    spared: counted
      .filter(({ hits }) => hits === 0)
      .map((fault) => `the fault "${nameOf(fault)}" hit nothing: it tested nothing here`),
    shortfalls: counted
      .filter(
        ({ kind, hits, params }) => kind === 'crash' && hits > 0 && hits < Number(params['times']),
      )
      .map(
        (fault) =>
          `"${nameOf(fault)}" happened ${fault.hits} of ${String(fault.params['times'])} times`,
      ),
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
