// How an event fits its order: topics deliver more than once, and late, so "does not fit" has several meanings.
import {
  apply,
  IllegalTransitionError,
  reasonOf,
  type Order,
  type OrderEvent,
  type OrderState,
} from '../shared/domain/order.ts';

/**
 * `repeat`: the event that brought the order where it is. `stale`: the answer to a step the order has left.
 * `illegal`: an answer to something not asked yet, which no redelivery explains.
 */
export type EventFit = { fit: 'moves'; next: Order } | { fit: 'repeat' | 'stale' | 'illegal' };

const depth: Record<OrderState['step'], number> = {
  requested: 0,
  reserved: 1,
  confirmed: 2,
  voiding: 2,
  releasing: 3,
  rejected: 4,
};

/** The step whose command the event answers; an event that never travels answers none. */
const answers: Record<OrderEvent['type'], OrderState['step'] | undefined> = {
  'tickets-reserved': 'requested',
  'tickets-refused': 'requested',
  'card-charged': 'reserved',
  'card-declined': 'reserved',
  'charge-voided': 'voiding',
  'tickets-released': 'releasing',
  'confirmation-sent': undefined,
  'gave-up': undefined,
};

/** Judges an event against its order. */
export function fitOf(order: Order, event: OrderEvent): EventFit {
  const next = attempt(order, event);
  if (next) return { fit: 'moves', next };
  const step = answers[event.type];
  if (step === undefined || depth[step] >= depth[order.state.step]) return { fit: 'illegal' };
  if (step !== 'requested' && step !== 'reserved') return { fit: 'stale' };
  const then = attempt({ booking: order.booking, state: { step } }, event);
  const isRepeat =
    then?.state.step === order.state.step && reasonOf(then.state) === reasonOf(order.state);
  return { fit: isRepeat ? 'repeat' : 'stale' };
}

/** Answers to what takes an order back, which is asked again until it is answered: a second answer says nothing new. */
export function isTakenBack({ type }: OrderEvent): boolean {
  return type === 'tickets-released' || type === 'charge-voided';
}

/** An order the gateway gave up waiting for: late answers to it are to be expected. */
export function wasGivenUp(order: Order): boolean {
  return reasonOf(order.state) === 'unavailable';
}

function attempt(order: Order, event: OrderEvent): Order | undefined {
  try {
    return apply(order, event);
  } catch (error) {
    if (error instanceof IllegalTransitionError) return undefined;
    throw error;
  }
}
