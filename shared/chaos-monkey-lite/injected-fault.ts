// The error a message handler's caller sees, told apart from real errors by its class.
import type { FaultPoint, HandlerFault } from './fault.ts';

/** Thrown in place of a handler's result, or reported for one message of a batch. */
export class InjectedFault extends Error {
  override readonly name = 'InjectedFault';
  readonly faultId: string;
  readonly kind: HandlerFault['kind'];
  /** `after`: the handler's effect has happened all the same. */
  readonly point: FaultPoint;
  /** Whether a careful caller would try again: all kinds but `error`. */
  readonly retriable: boolean;
  /** Seconds the caller is asked to wait before the next attempt; undefined = not said. */
  readonly retryAfterS: number | undefined;

  constructor(fault: {
    id: string;
    kind: HandlerFault['kind'];
    point: FaultPoint;
    retryAfterS?: number;
  }) {
    super(`injected ${fault.kind} (fault ${fault.id}, ${fault.point} the effect)`);
    this.faultId = fault.id;
    this.kind = fault.kind;
    this.point = fault.point;
    this.retriable = fault.kind !== 'error';
    this.retryAfterS = fault.retryAfterS;
  }
}
