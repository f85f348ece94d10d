// The one plan both variants follow: which command comes next, and what an event makes of an order.
import type { Booking } from './booking.ts';

/** Why an order was rejected. `unavailable` is technical, the others are business answers. */
export type RejectReason = 'sold-out' | 'unknown-flight' | 'card-declined' | 'unavailable';

/** Where an order stands. `voiding` and `releasing` are the compensation on the way to `rejected`. */
export type OrderState =
  | { step: 'requested' }
  | { step: 'reserved' }
  | { step: 'confirmed'; mail: 'owed' | 'sent' }
  | { step: 'voiding'; reason: RejectReason }
  | { step: 'releasing'; reason: RejectReason }
  | { step: 'rejected'; reason: RejectReason };

/** An order: what was asked for, and where it stands. */
export type Order = { booking: Booking; state: OrderState };

/** What a service is asked to do next. */
export type OrderCommand =
  | { type: 'reserve-tickets' }
  | { type: 'charge-card' }
  | { type: 'send-confirmation' }
  | { type: 'void-charge' }
  | { type: 'release-tickets' };

/** What a service (or the gateway itself, `gave-up`) says has happened. */
export type OrderEvent =
  | { type: 'tickets-reserved' }
  | { type: 'tickets-refused'; reason: 'sold-out' | 'unknown-flight' }
  | { type: 'card-charged' }
  | { type: 'card-declined' }
  | { type: 'confirmation-sent' }
  | { type: 'charge-voided' }
  | { type: 'tickets-released' }
  /** The caller stops trying. `effectPossible`: the last command may have taken effect all the same. */
  | { type: 'gave-up'; effectPossible: boolean };

/** What the user can be told about an order. */
export type OrderStatus = 'pending' | 'confirmed' | 'rejected';

/** An event that does not fit the order's state: a bug, or a message from another life. */
export class IllegalTransitionError extends Error {
  constructor(state: OrderState, event: OrderEvent) {
    super(`an order in step "${state.step}" cannot take the event "${event.type}"`);
  }
}

/** A new order for a booking. */
export function newOrder(booking: Booking): Order {
  return { booking, state: { step: 'requested' } };
}

/** The command that takes the order one step further; undefined once nothing is left to do. */
export function nextCommand(order: Order): OrderCommand | undefined {
  switch (order.state.step) {
    case 'requested':
      return { type: 'reserve-tickets' };
    case 'reserved':
      return { type: 'charge-card' };
    case 'confirmed':
      return order.state.mail === 'owed' ? { type: 'send-confirmation' } : undefined;
    case 'voiding':
      return { type: 'void-charge' };
    case 'releasing':
      return { type: 'release-tickets' };
    case 'rejected':
      return undefined;
  }
}

/** The order after an event. Throws IllegalTransitionError when the event does not fit the state. */
export function apply(order: Order, event: OrderEvent): Order {
  const next = nextState(order.state, event);
  if (!next) throw new IllegalTransitionError(order.state, event);
  return { booking: order.booking, state: next };
}

function nextState(state: OrderState, event: OrderEvent): OrderState | undefined {
  switch (state.step) {
    case 'requested':
      if (event.type === 'tickets-reserved') return { step: 'reserved' };
      if (event.type === 'tickets-refused') return { step: 'rejected', reason: event.reason };
      if (event.type === 'gave-up')
        return event.effectPossible
          ? { step: 'releasing', reason: 'unavailable' }
          : { step: 'rejected', reason: 'unavailable' };
      return undefined;
    case 'reserved':
      if (event.type === 'card-charged') return { step: 'confirmed', mail: 'owed' };
      if (event.type === 'card-declined') return { step: 'releasing', reason: 'card-declined' };
      if (event.type === 'gave-up')
        return { step: event.effectPossible ? 'voiding' : 'releasing', reason: 'unavailable' };
      return undefined;
    case 'confirmed':
      return event.type === 'confirmation-sent' && state.mail === 'owed'
        ? { step: 'confirmed', mail: 'sent' }
        : undefined;
    case 'voiding':
      return event.type === 'charge-voided'
        ? { step: 'releasing', reason: state.reason }
        : undefined;
    case 'releasing':
      return event.type === 'tickets-released'
        ? { step: 'rejected', reason: state.reason }
        : undefined;
    case 'rejected':
      return undefined;
  }
}

/**
 * What the user is told. An order under compensation is already decided: it will never be confirmed,
 * so it reads as rejected while seats and money are still on their way back.
 */
export function statusOf(state: OrderState): OrderStatus {
  switch (state.step) {
    case 'requested':
    case 'reserved':
      return 'pending';
    case 'confirmed':
      return 'confirmed';
    case 'voiding':
    case 'releasing':
    case 'rejected':
      return 'rejected';
  }
}

/** Why the order was rejected; null while it is not. */
export function reasonOf(state: OrderState): RejectReason | null {
  return 'reason' in state ? state.reason : null;
}
