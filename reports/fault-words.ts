// Says in plain words which faults were done, from what was measured and never from what was planned.
import type { ContenderResult, RunResult } from '../shared/run-result.ts';
import { faultWindows, lengthWords, windowLabel, type FaultWindow } from './fault-windows.ts';
import { isMeasured } from './measured-faults.ts';
import { capital, listed } from './numbers.ts';

export { isMeasured, lastHealMs, measuredFaults, type MeasuredFault } from './measured-faults.ts';

/** Why none of a scenario's faults could be done to this contender; null when at least one was, or none was planned. */
export function whySpared(contender: ContenderResult): string | null {
  const faults = contender.runs.flatMap((run) => run.faults);
  const reasons = faults.flatMap((fault) => (isMeasured(fault) ? [] : [fault.notApplicable]));
  if (reasons.length === 0 || reasons.length < faults.length) return null;
  return listed([...new Set(reasons)]);
}

/** `billing down 10.2 s`, or for the same fault again and again `billing down 3 times, 2 s each`. */
function repeatedLabel(windows: readonly [FaultWindow, ...FaultWindow[]]): string {
  const [first] = windows;
  if (windows.length === 1) return windowLabel(first);
  if (first.kind === 'crash') return `${first.name}, in ${windows.length} windows`;
  const lengths = windows.flatMap((window) => window.lengths);
  const ending = windows.some(({ toMs }) => toMs === null) ? ', at last never healed' : '';
  const each = lengths.length > 0 ? `, ${lengthWords(lengths)} each` : '';
  return `${first.name} ${windows.length} times${each}${ending}`;
}

function sparedWords(result: RunResult, window: FaultWindow): string {
  // Whoever was spared everything is named with the losses instead.
  const hit = result.contenders.filter((contender) => whySpared(contender) === null);
  const spared = hit.filter(({ runs }) =>
    runs.some((run) =>
      run.faults.some(
        (fault) =>
          !isMeasured(fault) && fault.kind === window.kind && fault.target === window.target,
      ),
    ),
  );
  return spared.length === 0
    ? ''
    : ` (not applicable to ${listed(spared.map(({ name }) => name))})`;
}

function sameNamed(windows: readonly FaultWindow[]): [FaultWindow, ...FaultWindow[]][] {
  const groups = new Map<string, [FaultWindow, ...FaultWindow[]]>();
  for (const window of windows) {
    const group = groups.get(window.name);
    if (group === undefined) groups.set(window.name, [window]);
    else group.push(window);
  }
  return [...groups.values()];
}

/** `50 orders/s`, or for a closed loop `32 callers taking turns`. */
export function loadWords({ scenario }: RunResult): string {
  if (scenario.loop !== 'closed') return `at ${scenario.arrivalRatePerSecond} orders/s`;
  return `under ${scenario.connections ?? 'some'} callers who each wait for their answer`;
}

/** `Billing down 10.2 s at 50 orders/s`, or `No fault, at 50 orders/s`. */
export function circumstances(result: RunResult): string {
  const groups = sameNamed(faultWindows(result.contenders));
  const load = loadWords(result);
  if (groups.length === 0) return `No fault, ${load.replace(/^at /, '')}`;
  const named = groups
    .slice(0, 3)
    .map((group) => repeatedLabel(group) + sparedWords(result, group[0]));
  const more = groups.length > 3 ? [`${groups.length - 3} more faults`] : [];
  return `${capital(listed([...named, ...more]))} ${load}`;
}
