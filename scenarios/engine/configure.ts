// Applies the command line to a scenario: rate, length, share of faults. Pure.
import { UsageError, type Arguments } from './arguments.ts';
import { parseInstances } from './instance-checks.ts';
import { missingNode } from './kafka-nodes.ts';
import { loadMs, type NamedScenario, type Phases } from './scenario.ts';

/** The scenario as it will run. Throws UsageError when a fault names a Kafka node that there would not be. */
export function configure(
  scenario: NamedScenario,
  args: Pick<Arguments, 'quick' | 'ratePerSecond' | 'durationMs' | 'faultShare'> &
    Partial<Pick<Arguments, 'instances' | 'kafkaNodes'>>,
): NamedScenario {
  const kafkaNodes = args.kafkaNodes ?? scenario.kafkaNodes;
  const missing = missingNode({ faults: scenario.faults, kafkaNodes });
  if (missing)
    throw new UsageError(`--kafka-nodes: ${scenario.name} hits ${missing}, so it needs 3 nodes`);
  const chosen = args.quick ? scenario.quickPhases : scenario.phases;
  const phases = args.durationMs === undefined ? chosen : stretch(chosen, args.durationMs);
  const instances = parseInstances(args.instances);
  return {
    ...scenario,
    ...(instances ? { instances: { ...scenario.instances, ...instances } } : {}),
    ...(kafkaNodes === undefined ? {} : { kafkaNodes }),
    arrivals:
      scenario.arrivals.process === 'closed-loop'
        ? ordersOf(scenario.arrivals, loadMs(phases) / loadMs(scenario.phases))
        : {
            ...scenario.arrivals,
            ratePerSecond: args.ratePerSecond ?? scenario.arrivals.ratePerSecond,
          },
    phases,
    faults: scenario.faults.map((fault) =>
      'rate' in fault && args.faultShare !== undefined
        ? { ...fault, rate: args.faultShare }
        : fault,
    ),
  };
}

/** Throws UsageError for an option that would change nothing in this scenario: a result must not claim it. */
export function refuseIdleOptions(
  { name, arrivals, faults }: NamedScenario,
  { ratePerSecond, faultShare }: Pick<Arguments, 'ratePerSecond' | 'faultShare'>,
): void {
  if (ratePerSecond !== undefined && arrivals.process === 'closed-loop')
    throw new UsageError(`--rate: ${name} has no rate; its users order as fast as they are served`);
  if (faultShare !== undefined && !faults.some((fault) => 'rate' in fault))
    throw new UsageError(`--fault-share: ${name} has no fault that hits only a share of attempts`);
}

/** A closed loop of a number of orders gets fewer of them for a shorter run. */
function ordersOf<Loop extends { orders?: number | undefined }>(
  arrivals: Loop,
  share: number,
): Loop {
  if (arrivals.orders === undefined) return arrivals;
  return { ...arrivals, orders: Math.max(1, Math.round(arrivals.orders * share)) };
}

/** Phases of load that last `durationMs` in all, in the same proportions; warm-up stays. */
function stretch(phases: Phases, durationMs: number): Phases {
  const factor = durationMs / (phases.steadyMs + phases.faultMs + phases.recoveryMs);
  return {
    warmUpMs: phases.warmUpMs,
    steadyMs: Math.round(phases.steadyMs * factor),
    faultMs: Math.round(phases.faultMs * factor),
    recoveryMs: Math.round(phases.recoveryMs * factor),
  };
}
