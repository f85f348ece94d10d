// One fault in force: its window, its counters and everything it holds back.
import { createCapacity } from './capacity.ts';
import type { Capacity } from './capacity.ts';
import type { HandlerFault } from './fault.ts';
import { longestTimerMs } from './field-reader.ts';
import { createHolds } from './holds.ts';
import type { Holds } from './holds.ts';

/** A fault between being set and being cleared. */
export type ActiveFault = {
  readonly fault: HandlerFault;
  /** Attempts touched so far. */
  hits: number;
  /** Whether it reaches this handler now. */
  reaches: (target: string) => boolean;
  /** Counts one more attempt of the key and returns its number, from 1. */
  countAttempt(key: string): number;
  /** Requests and messages that wait because of it. */
  readonly holds: Holds;
  /** Present for the kind `capacity`. */
  readonly capacity: Capacity | undefined;
  /** Ends it for good and lets go of everything held. */
  end(): void;
};

/** Puts a fault in force from now on; `clock` reads ms. */
export function activate(fault: HandlerFault, clock: () => number): ActiveFault {
  const setAtMs = clock();
  const { fromMs = 0, untilMs = Infinity, id } = fault;
  const attempts = new Map<string, number>();
  const holds = createHolds();
  const capacity = fault.kind === 'capacity' ? createCapacity(fault, { id, clock }) : undefined;
  let ended = false;

  const end = (): void => {
    ended = true;
    clearTimeout(timer);
    attempts.clear();
    holds.end();
    capacity?.release();
  };
  // Without a timer nobody would release the last held request of a closed window.
  const timer = untilMs <= longestTimerMs ? setTimeout(end, untilMs).unref() : undefined;

  return {
    fault,
    hits: 0,
    holds,
    capacity,
    end,
    reaches(target) {
      const ageMs = clock() - setAtMs;
      if (!ended && ageMs >= untilMs) end();
      return !ended && ageMs >= fromMs && (fault.target ?? target) === target;
    },
    countAttempt(key) {
      const attempt = (attempts.get(key) ?? 0) + 1;
      attempts.set(key, attempt);
      return attempt;
    },
  };
}
