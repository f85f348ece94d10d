// One rung of a ladder under one fault, as a test wants it: boot, set the fault, let orders arrive, disturb, judge.
import type { FlightPlan } from '../../../shared/db/run-database.ts';
import type { Infrastructure } from '../../../shared/infra/infrastructure.ts';
import type { ServiceRole } from '../../../shared/variant.ts';
import type { BootedContender } from '../boot-contender.ts';
import { countOutcomes, flagsOf, lostOrdersOf } from '../check.ts';
import { miniRun, someArrivals } from './mini-run.ts';
import { bootForTest, eventually } from './test-bench.ts';

/** A fault as the control endpoint of a service takes it. */
export type ServiceFault = Parameters<
  BootedContender['group']['services']['billing']['control']['set']
>[0][number];

/** What happens to the contender. */
export type Ordeal = {
  /** The service that gets `faults`. */
  target?: ServiceRole;
  faults?: ServiceFault[];
  flights?: FlightPlan;
  /** Orders that arrive; absent = 60. */
  orders?: number;
  /** Time between two of them in ms; absent = 40: cold processes take ten times as long for an order as warm ones. */
  gapMs?: number;
  /** Goes on while they arrive; the run is drained once it has ended. */
  disturb?: (contender: BootedContender) => Promise<void>;
};

/** Runs `contender` in another profile of its variant and judges every order. */
export async function runUnder(
  infrastructure: Infrastructure,
  { contender: name, profile }: { contender: string; profile: string },
  ordeal: Ordeal,
) {
  const { target, faults = [], flights, orders = 60, gapMs = 40, disturb } = ordeal;
  const contender = await bootForTest(infrastructure, name, {
    ...(flights ? { flights } : {}),
    change: (known) => ({ ...known, profile }),
  });
  try {
    if (target) await contender.group.services[target].control.set(faults);
    const { judged, drained } = await miniRun(
      contender,
      someArrivals(orders, gapMs),
      () => disturb?.(contender) ?? Promise.resolve(),
    );
    const counts = countOutcomes(judged);
    const offsets = await contender.prepared.offsets();
    return {
      drained,
      counts,
      lost: lostOrdersOf(counts),
      flags: flagsOf(judged, 0),
      held: judged.reduce((sum, { records }) => sum + records.seats, 0),
      /** Per topic, messages that were never consumed with effect; empty without topics. */
      gaps: Object.fromEntries(
        (offsets ?? []).map(({ topic, expected, actual }) => [topic, expected - actual]),
      ),
    };
  } finally {
    await contender.stop();
  }
}

/** Starts a service again once a fault has ended it. */
export const revive = (role: ServiceRole) => async (contender: BootedContender) => {
  const service = contender.group.services[role];
  await eventually(`the ${role} service to crash`, () => (service.pid() ? undefined : true));
  await service.start();
};
