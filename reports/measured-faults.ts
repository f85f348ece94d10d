// Which faults of a run really happened, and when the last was over.
import type { ContenderRun, Fault } from '../shared/run-result.ts';

/** A fault that really happened. */
export type MeasuredFault = Exclude<Fault, { notApplicable: string }>;

/** Whether the contender had the target at all. */
export function isMeasured(fault: Fault): fault is MeasuredFault {
  return !('notApplicable' in fault);
}

/** The faults a run suffered, earliest first. */
export function measuredFaults(run: ContenderRun): MeasuredFault[] {
  return run.faults.filter(isMeasured).toSorted((a, b) => a.injectedAtMs - b.injectedAtMs);
}

/** When the last fault of a run was healed; null without a fault or when one never was. */
export function lastHealMs(run: ContenderRun): number | null {
  const heals = measuredFaults(run).map((fault) => fault.healedAtMs);
  if (heals.length === 0) return null;
  return heals.reduce<number | null>(
    (latest, heal) => (latest === null || heal === null ? null : Math.max(latest, heal)),
    -Infinity,
  );
}
