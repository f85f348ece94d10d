// Turns a scenario's fault data into faults that can be injected into the running services.
import { kill, type Heal, type PlannedFault, type ScheduledEvent } from 'chaos-monkey-lite';
import type { ContenderRun } from '../../shared/run-result.ts';
import type { Phases, ScenarioFault } from './scenario.ts';
import type { RunningService, ServiceGroup } from './service-group.ts';

/** A scenario fault with what was planned and, after the run, what was hit. */
export type FaultPlan = { source: ScenarioFault; planned: PlannedFault; hits: () => number };

/** Plans every fault of a scenario for the fault window. */
export function planFaults(
  faults: ScenarioFault[],
  phases: Phases,
  group: ServiceGroup,
): FaultPlan[] {
  const atMs = phases.steadyMs;
  const untilMs = phases.steadyMs + phases.faultMs;
  return faults.map((source, index) => {
    const service = group.services[source.target];
    if (source.kind === 'kill')
      return { source, planned: { atMs, untilMs, fault: kill(service) }, hits: () => 0 };
    const { fault, hits } = handlerFault(source, `${source.kind}-${index}`, service);
    return { source, planned: { atMs, untilMs, fault }, hits };
  });
}

function handlerFault(
  { kind, target, rate, point, retryAfterS }: Exclude<ScenarioFault, { kind: 'kill' }>,
  id: string,
  { control }: RunningService,
) {
  let hits = 0;
  const inject = async (): Promise<Heal> => {
    await control.set([
      { id, kind, rate, point, target, ...(retryAfterS === undefined ? {} : { retryAfterS }) },
    ]);
    return async () => {
      hits = (await control.list()).find((f) => f.id === id)?.hits ?? 0;
      await control.clear(id);
    };
  };
  return { fault: { kind, target, inject }, hits: () => hits };
}

/** The faults as the report shows them, with measured instants. */
export function describeFaults(
  plans: FaultPlan[],
  events: ScheduledEvent[],
): ContenderRun['faults'] {
  return plans.flatMap(({ source, planned, hits }, i) => {
    const event = events[i];
    if (!event || event.injectedAtMs === null) return [];
    const { kind, target, ...params } = source;
    return [
      {
        kind,
        target,
        params: settingsOf(params),
        plannedAtMs: planned.atMs,
        plannedHealMs: planned.untilMs,
        injectedAtMs: event.injectedAtMs,
        healedAtMs: event.healedAtMs,
        ...(kind === 'kill'
          ? {
              ...(event.pidBefore === undefined ? {} : { pidBefore: event.pidBefore }),
              ...(event.pidAfter === undefined ? {} : { pidAfter: event.pidAfter }),
            }
          : { hits: hits() }),
      },
    ];
  });
}

function settingsOf(params: Record<string, string | number | undefined>) {
  const set: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(params)) if (value !== undefined) set[name] = value;
  return set;
}
