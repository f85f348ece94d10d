// Time to recovery as far as a run can tell it: a figure, never, or nobody knows.
import { healthyLike } from '../shared/domain/healthy-second.ts';
import type { ContenderRun } from '../shared/run-result.ts';
import { measuredFaults } from './fault-words.ts';

/** How much of the end of the load decides between "never" and "nobody knows". */
const endMs = 5_000;

/** When the last orders arrived. */
function loadEndMs({ phases }: ContenderRun): number {
  return Math.max(0, ...phases.filter(({ name }) => name !== 'drain').map((phase) => phase.endMs));
}

/** Whether orders were still lost, and seconds still unhealthy, when the load ended. */
function isSickAtTheEnd(run: ContenderRun): boolean {
  const loadEnd = loadEndMs(run);
  const steadyEnd = run.phases.find(({ name }) => name === 'steady')?.endMs ?? 0;
  const isHealthy = healthyLike(run.timeline.filter(({ tMs }) => tMs + 1_000 <= steadyEnd));
  const last = run.timeline.filter(
    ({ tMs }) => tMs + 1_000 > loadEnd - endMs && tMs + 1_000 <= loadEnd,
  );
  const lost = run.lostAtTheEnd ?? last.reduce((sum, bucket) => sum + bucket.lost, 0);
  return lost > 0 && !last.every(isHealthy);
}

/** Whether the run went on long enough after the heal to show five whole healthy seconds in a row. */
function sawEnough({ phases }: ContenderRun): boolean {
  const recovery = phases.find(({ name }) => name === 'recovery');
  return recovery !== undefined && recovery.endMs - recovery.startMs >= 6_000;
}

/** Time to recovery; `Infinity` when it never came, null without a fault or when nobody can tell. */
export function recoveryMs(run: ContenderRun): number | null {
  if (measuredFaults(run).length === 0) return null;
  if (run.timeToRecoveryMs !== null) return run.timeToRecoveryMs;
  return sawEnough(run) && isSickAtTheEnd(run) ? Infinity : null;
}
