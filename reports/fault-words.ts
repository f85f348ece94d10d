// Says in plain words which faults were done, from what was measured and never from what was planned.
import type { ContenderResult, ContenderRun, Fault, RunResult } from '../shared/run-result.ts';
import { capital, duration, listed, percent, range } from './numbers.ts';
import { shownRun } from './repetitions.ts';

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

const conditions: Record<string, string> = {
  kill: 'down',
  unavailable: 'answering 503',
  latency: 'slow',
  hang: 'hanging',
  error: 'failing',
  freeze: 'frozen',
  stop: 'frozen',
  pause: 'frozen',
  capacity: 'short of capacity',
  blackhole: 'unreachable',
  refuse: 'refusing connections',
  reset: 'resetting connections',
};

/** `billing down`, `billing answering 503 to 30 %`. */
export function faultName(fault: Fault): string {
  const rate = isMeasured(fault) ? fault.params['rate'] : undefined;
  const share = typeof rate === 'number' && rate < 1 ? ` to ${percent(rate, 1)}` : '';
  return `${fault.target} ${conditions[fault.kind] ?? fault.kind}${share}`;
}

/** The same fault as every contender measured it. */
export interface FaultWindow {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly lengths: readonly number[];
}

/** One window per fault over some contenders: earliest start to latest end. */
export function faultWindows(contenders: readonly ContenderResult[]): FaultWindow[] {
  const windows = new Map<string, FaultWindow>();
  for (const contender of contenders) {
    const run = shownRun(contender);
    if (run === null) continue;
    const seen = new Map<string, number>();
    for (const fault of measuredFaults(run)) {
      const name = faultName(fault);
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      const known = windows.get(`${name}#${nth}`);
      const heal = fault.healedAtMs;
      windows.set(`${name}#${nth}`, {
        name,
        kind: fault.kind,
        target: fault.target,
        fromMs: Math.min(known?.fromMs ?? Infinity, fault.injectedAtMs),
        toMs:
          heal === null || known?.toMs === null ? null : Math.max(known?.toMs ?? -Infinity, heal),
        lengths: [...(known?.lengths ?? []), ...(heal === null ? [] : [heal - fault.injectedAtMs])],
      });
    }
  }
  return [...windows.values()].toSorted((a, b) => a.fromMs - b.fromMs);
}

function lengthOf(window: FaultWindow): string {
  if (window.toMs === null) return 'and never healed';
  const shortest = Math.min(...window.lengths);
  const longest = Math.max(...window.lengths);
  const low = duration(shortest);
  const high = duration(longest);
  if (longest - shortest < 150 || low === high) return duration((shortest + longest) / 2);
  return range(low, high);
}

/** `billing down 10.2 s`. */
export function windowLabel(window: FaultWindow): string {
  return `${window.name} ${lengthOf(window)}`;
}

function sparedWords(result: RunResult, window: FaultWindow): string {
  const spared = result.contenders.filter(({ runs }) =>
    runs.some((run) =>
      run.faults.some(
        (fault) =>
          !isMeasured(fault) && fault.kind === window.kind && fault.target === window.target,
      ),
    ),
  );
  if (spared.length === 0) return '';
  return ` (${listed(spared.map(({ name }) => name))} ${spared.length > 1 ? 'have' : 'has'} no ${window.target})`;
}

/** `Billing down 10.2 s at 50 orders/s`, or `No fault, 50 orders/s`. */
export function circumstances(result: RunResult): string {
  const windows = faultWindows(result.contenders);
  const rate = `${result.scenario.arrivalRatePerSecond} orders/s`;
  if (windows.length === 0) return `No fault, ${rate}`;
  const named = windows
    .slice(0, 3)
    .map((window) => windowLabel(window) + sparedWords(result, window));
  const more = windows.length > 3 ? [`${windows.length - 3} more faults`] : [];
  return `${capital(listed([...named, ...more]))} at ${rate}`;
}
