// The vocabulary of handler faults: plain data that travels as JSON and means the same over HTTP and over messages.

/** Before the handler's effect, or after it (charged, then 503). */
export type FaultPoint = 'before' | 'after';

/** Which handlers a fault reaches, and when. */
export type FaultScope = {
  /** Unique among the faults set together; part of the seed, so renaming a fault changes whom it hits. */
  id: string;
  /** Name of the one handler to hit; absent = every handler. */
  target?: string;
  /** Start of the window, ms after the fault was set; absent = at once. */
  fromMs?: number;
  /** End of the window, ms after the fault was set; absent = until cleared. Ending heals as clearing does. */
  untilMs?: number;
};

/** What a hit does to a request or message. */
export type FaultEffect =
  /** HTTP: 503 with `Retry-After` in seconds (default 1). Message: rejects, retriable. */
  | { kind: 'unavailable'; retryAfterS?: number }
  /** Waits `ms` milliseconds, or a seeded draw from `[least, most]`. */
  | { kind: 'latency'; ms: number | [number, number] }
  /** Never answers until cleared; then HTTP destroys the socket and a message rejects. */
  | { kind: 'hang' }
  /** HTTP: 500. Message: rejects, not retriable. */
  | { kind: 'error' }
  /** HTTP: the socket is destroyed. Message: rejects, retriable. */
  | { kind: 'reset' }
  /** The process ends at once, as by SIGKILL: no answer, no clean-up. */
  | { kind: 'crash' };

/** A fault that hits a seeded share of the attempts. */
export type RatedFault = FaultScope & {
  /** Share of attempts to hit, 0 to 1. */
  rate: number;
  point: FaultPoint;
} & FaultEffect;

/** A limit on what the handler can serve; it touches every attempt, so it has neither rate nor point. */
export type CapacityFault = FaultScope & {
  kind: 'capacity';
  /** Requests served at the same time, at least 1. */
  slots: number;
  /** Requests that may wait for a slot; one more is answered 503. */
  queue: number;
  /** How long one request occupies a slot, ms. */
  serviceMs: number;
};

/** Anything `chaos.set` accepts. */
export type HandlerFault = RatedFault | CapacityFault;

/** A fault with the number of attempts it has touched since it was set. */
export type ListedFault = HandlerFault & { hits: number };

/** A fault that is not valid; the message names the field. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
  /** Path of the offending field, for example `faults[2].rate`. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field} ${problem}`);
    this.field = field;
  }
}
