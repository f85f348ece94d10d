// Defects in the plan on purpose: money before seats, and a mail that nobody owes.
import { IllegalTransitionError, type OrderState } from '../shared/domain/order.ts';
import type { Plan } from './plan.ts';

/**
 * Charges first, then reserves. The row has no word for "charged, no seats yet": it borrows `reserved`.
 * Once charged, no way out of that step leads past a refund.
 */
export function chargeFirst(plan: Plan): Plan {
  return {
    nextCommand: (order) => {
      if (order.state.step === 'requested') return { type: 'charge-card' };
      if (order.state.step === 'reserved') return { type: 'reserve-tickets' };
      return plan.nextCommand(order);
    },
    apply: ({ booking, state }, event) => {
      const to = (next: OrderState) => ({ booking, state: next });
      if (state.step === 'requested')
        switch (event.type) {
          case 'card-charged':
            return to({ step: 'reserved' });
          case 'card-declined':
            return to({ step: 'rejected', reason: 'card-declined' });
          case 'gave-up':
            return to({
              step: event.effectPossible ? 'voiding' : 'rejected',
              reason: 'unavailable',
            });
          default:
            throw new IllegalTransitionError(state, event);
        }
      if (state.step === 'reserved')
        switch (event.type) {
          case 'tickets-reserved':
            return to({ step: 'confirmed', mail: 'owed' });
          case 'tickets-refused':
            return to({ step: 'rejected', reason: event.reason });
          case 'gave-up':
            return to({ step: 'releasing', reason: 'unavailable' });
          default:
            throw new IllegalTransitionError(state, event);
        }
      return plan.apply({ booking, state }, event);
    },
  };
}

/** Counts a confirmed order as done: its mail is nobody's debt. */
export function forgetMail(plan: Plan): Plan {
  return {
    nextCommand: plan.nextCommand,
    apply: (order, event) => {
      const next = plan.apply(order, event);
      return next.state.step === 'confirmed'
        ? { ...next, state: { step: 'confirmed', mail: 'sent' } }
        : next;
    },
  };
}
