// The faults in force in one process, and the one decision all wrappers share.
import { activate } from './active-fault.ts';
import type { ActiveFault } from './active-fault.ts';
import type { Capacity } from './capacity.ts';
import type { HandlerFault, ListedFault, RatedFault } from './fault.ts';
import { isHit, latencyMs } from './hit.ts';
import { parseFaults } from './parse-faults.ts';

/** One attempt that a fault hits. */
export type Hit = {
  readonly fault: RatedFault;
  /** Waits as the fault says: its latency, or until healed for a hang, not at all for others. */
  hold(signal?: AbortSignal): Promise<void>;
};

/** The faults in force. */
export type FaultSet = {
  set: (faults: HandlerFault[]) => void;
  add: (faults: HandlerFault[]) => void;
  list: () => ListedFault[];
  clear: (id?: string) => void;
  /** Counts the attempt for every fault that reaches the target; the first in the list that hits wins. */
  hit(target: string, key: string, attempt?: number): Hit | undefined;
  /** The first capacity that reaches the target; `count` attempts are about to pass it. */
  capacity(target: string, count: number): Capacity | undefined;
};

/** Makes an empty set; `clock` reads ms. */
export function createFaultSet(seed: number, clock: () => number): FaultSet {
  let active: ActiveFault[] = [];

  function clear(id?: string): void {
    const gone = active.filter((entry) => id === undefined || entry.fault.id === id);
    active = active.filter((entry) => !gone.includes(entry));
    for (const entry of gone) entry.end();
  }

  return {
    set(faults) {
      const valid = parseFaults(faults);
      clear();
      active = valid.map((fault) => activate(fault, clock));
    },
    add(faults) {
      const valid = parseFaults(faults);
      for (const { id } of valid) clear(id);
      active = [...active, ...valid.map((fault) => activate(fault, clock))];
    },
    list: () => active.map(({ fault, hits }) => ({ ...structuredClone(fault), hits })),
    clear,
    hit(target, key, attempt) {
      let first: { entry: ActiveFault; hit: Hit } | undefined;
      for (const entry of active) {
        const { fault } = entry;
        if (fault.kind === 'capacity' || !entry.reaches(target)) continue;
        // Counted even behind another hit, so that the answer does not depend on the other faults.
        const counted = attempt ?? entry.countAttempt(key);
        // An error is a bug: what it hits once it hits however often it is tried.
        const n = fault.kind === 'error' ? 1 : counted;
        if (first || !isHit(seed, fault.id, key, n, fault.rate)) continue;
        first = { entry, hit: { fault, hold: (signal) => hold(entry, fault, key, n, signal) } };
      }
      if (first) first.entry.hits += 1;
      return first?.hit;
    },
    capacity(target, count) {
      const entry = active.find(({ capacity, reaches }) => capacity && reaches(target));
      if (entry) entry.hits += count;
      return entry?.capacity;
    },
  };

  function hold(
    entry: ActiveFault,
    fault: RatedFault,
    key: string,
    attempt: number,
    signal?: AbortSignal,
  ): Promise<void> {
    if (fault.kind === 'hang') return entry.holds.wait(undefined, signal);
    if (fault.kind !== 'latency') return Promise.resolve();
    return entry.holds.wait(latencyMs(fault.ms, seed, fault.id, key, attempt), signal);
  }
}
