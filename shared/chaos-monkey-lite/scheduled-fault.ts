// What a schedule is made of and what it reports, so that faults of any origin can be scheduled.

/** Undoes a fault. Calling it again after it has succeeded does nothing. */
export type Heal = () => Promise<void>;

/** Anything that can be injected and healed. */
export type ScheduledFault = {
  kind: string;
  /** Name of what is hit. */
  target: string;
  /** Puts the fault in force. When it rejects, nothing is left to heal. */
  inject(): Promise<Heal>;
  /** The process hit, if it is one and runs now; a schedule records it before and after. */
  pid?(): number | undefined;
};

/** One entry of a plan. */
export type PlannedFault = {
  /** When to inject, ms after the start. */
  atMs: number;
  /** When to heal, ms after the start; later than `atMs`, `Infinity` = when aborted. */
  untilMs: number;
  fault: ScheduledFault;
};

/** What became of an entry. Instants are measured, in ms after the start; null = did not happen. */
export type ScheduledEvent = {
  kind: string;
  target: string;
  atMs: number;
  untilMs: number;
  /** When `inject` had finished. */
  injectedAtMs: number | null;
  /** When the heal had finished. */
  healedAtMs: number | null;
  /** Process before injecting and after healing, if the fault has a pid. */
  pidBefore?: number;
  pidAfter?: number;
};

/** A change while the schedule runs. */
export type ScheduleChange = {
  change: 'injected' | 'inject-failed' | 'healed' | 'heal-failed';
  event: ScheduledEvent;
};

/** How to run a schedule. */
export type ScheduleOptions = {
  /** Reads ms. Default: `performance.now`. */
  clock?: () => number;
  /** Reading of `clock` that counts as 0 ms. Default: now. */
  startedAtMs?: number;
  /** Waits; must let the clock advance, and should end early when the signal aborts. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the schedule early: what is injected is healed at once, the rest does not happen. */
  signal?: AbortSignal;
  onEvent?: (change: ScheduleChange) => void;
};
