// Says in plain words which faults were done, from what was measured and never from what was planned.
import type { ContenderResult, ContenderRun, Fault, RunResult } from '../shared/run-result.ts';
import { faultName } from './fault-name.ts';
import { capital, duration, listed, range } from './numbers.ts';
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

/** Why none of a scenario's faults could be done to this contender; null when at least one was, or none was planned. */
export function whySpared(contender: ContenderResult): string | null {
  const faults = contender.runs.flatMap((run) => run.faults);
  const reasons = faults.flatMap((fault) => (isMeasured(fault) ? [] : [fault.notApplicable]));
  if (reasons.length === 0 || reasons.length < faults.length) return null;
  return listed([...new Set(reasons)]);
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

function lengthWords(lengths: readonly number[]): string {
  const shortest = Math.min(...lengths);
  const longest = Math.max(...lengths);
  const low = duration(shortest);
  const high = duration(longest);
  if (longest - shortest < 150 || low === high) return duration((shortest + longest) / 2);
  return range(low, high);
}

/** `billing down 10.2 s`. */
export function windowLabel(window: FaultWindow): string {
  // A crash is an instant; its window is only when it may come.
  if (window.kind === 'crash') return window.name;
  if (window.toMs === null) return `${window.name} and never healed`;
  // "answering 503 to 30 % 10 s" would run two numbers into one another.
  const joint = /\d/.test(window.name) ? ' for ' : ' ';
  return window.name + joint + lengthWords(window.lengths);
}

/** `billing down 10.2 s`, or for the same fault again and again `billing down 3 times, 2 s each`. */
function repeatedLabel(windows: readonly [FaultWindow, ...FaultWindow[]]): string {
  const [first] = windows;
  if (windows.length === 1) return windowLabel(first);
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
