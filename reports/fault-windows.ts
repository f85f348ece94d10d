// When each fault was there, over all contenders, and what a window of it is called.
import type { ContenderResult } from '../shared/run-result.ts';
import { crashName, faultName } from './fault-name.ts';
import { measuredFaults, type MeasuredFault } from './measured-faults.ts';
import { duration, range } from './numbers.ts';
import { shownRun } from './repetitions.ts';

/** The same fault as every contender measured it. */
export interface FaultWindow {
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly fromMs: number;
  readonly toMs: number | null;
  readonly lengths: readonly number[];
  /** How often it hit each contender; null for one that did not count. */
  readonly hits: readonly (number | null)[];
}

/** A crash is called by how often the processes really ended, which only all contenders together tell. */
function crashNamed(window: FaultWindow, fault: MeasuredFault): FaultWindow {
  if (fault.kind !== 'crash') return window;
  const hits = window.hits.filter((size) => size !== null);
  const isCounted = hits.length === window.hits.length;
  const times = isCounted ? ([Math.min(...hits), Math.max(...hits)] as const) : null;
  return { ...window, name: crashName(fault, times) };
}

/** One window per fault over some contenders: earliest start to latest end. */
export function faultWindows(contenders: readonly ContenderResult[]): FaultWindow[] {
  const windows = new Map<string, { fault: MeasuredFault; window: FaultWindow }>();
  for (const contender of contenders) {
    const run = shownRun(contender);
    if (run === null) continue;
    const seen = new Map<string, number>();
    for (const fault of measuredFaults(run)) {
      const name = faultName(fault);
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      const known = windows.get(`${name}#${nth}`)?.window;
      const heal = fault.healedAtMs;
      const window = {
        name,
        kind: fault.kind,
        target: fault.target,
        fromMs: Math.min(known?.fromMs ?? Infinity, fault.injectedAtMs),
        toMs:
          heal === null || known?.toMs === null ? null : Math.max(known?.toMs ?? -Infinity, heal),
        lengths: [...(known?.lengths ?? []), ...(heal === null ? [] : [heal - fault.injectedAtMs])],
        hits: [...(known?.hits ?? []), fault.hits ?? null],
      };
      windows.set(`${name}#${nth}`, { fault, window });
    }
  }
  return [...windows.values()]
    .map(({ fault, window }) => crashNamed(window, fault))
    .toSorted((a, b) => a.fromMs - b.fromMs);
}

/** `10.2 s`, or `9.8–10.4 s` when contenders differ. */
export function lengthWords(lengths: readonly number[]): string {
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
