import { describe, expect, it } from 'vitest';
import type { Order, OrderEvent, OrderState } from '../shared/domain/order.ts';
import { fitOf, isTakenBack, wasGivenUp } from './event-fit.ts';
import { giveUp } from './overdue.ts';

const orderId = '11111111-1111-4111-8111-111111111111';
const booking = {
  ...{ orderId, flight: 'RB1000', seats: 1, card: '4242424242424242', email: 'user@example.com' },
};
const orderIn = (state: OrderState): Order => ({ booking, state });
const fit = (state: OrderState, type: Exclude<OrderEvent['type'], 'tickets-refused' | 'gave-up'>) =>
  fitOf(orderIn(state), { type }).fit;

const givenUp = 'unavailable';

describe('an event', () => {
  it('moves the order that waits for it', () => {
    expect(fitOf(orderIn({ step: 'requested' }), { type: 'tickets-reserved' })).toEqual({
      fit: 'moves',
      next: orderIn({ step: 'reserved' }),
    });
  });

  it('that brought the order where it is, is a repeat', () => {
    expect(fit({ step: 'reserved' }, 'tickets-reserved')).toBe('repeat');
    expect(fit({ step: 'confirmed', mail: 'owed' }, 'card-charged')).toBe('repeat');
    expect(fit({ step: 'releasing', reason: 'card-declined' }, 'card-declined')).toBe('repeat');
    const rejected = orderIn({ step: 'rejected', reason: 'sold-out' });
    expect(fitOf(rejected, { type: 'tickets-refused', reason: 'sold-out' }).fit).toBe('repeat');
  });

  it.each(['voiding', 'releasing', 'rejected'] as const)(
    'that comes late to an order given up and now %s is stale',
    (step) => {
      const state: OrderState = { step, reason: givenUp };
      const events = ['tickets-reserved', 'card-charged', 'card-declined'] as const;
      for (const type of events) expect(fit(state, type)).toBe('stale');
      expect(wasGivenUp(orderIn(state))).toBe(true);
    },
  );

  it('that answers the compensation twice is stale, too', () => {
    expect(fit({ step: 'releasing', reason: givenUp }, 'charge-voided')).toBe('stale');
    expect(fit({ step: 'rejected', reason: givenUp }, 'tickets-released')).toBe('stale');
  });

  it('from the future is illegal', () => {
    expect(fit({ step: 'requested' }, 'card-charged')).toBe('illegal');
    expect(fit({ step: 'confirmed', mail: 'owed' }, 'charge-voided')).toBe('illegal');
    expect(fit({ step: 'voiding', reason: givenUp }, 'tickets-released')).toBe('illegal');
  });
});

describe('an overdue order', () => {
  it('is taken back as far as it may have gone', () => {
    expect(giveUp(orderIn({ step: 'requested' })).state.step).toBe('releasing');
    expect(giveUp(orderIn({ step: 'reserved' })).state.step).toBe('voiding');
  });

  it('stays where it is when it is being taken back already', () => {
    const order = orderIn({ step: 'voiding', reason: givenUp });
    expect(giveUp(order)).toBe(order);
  });

  it('that answers a command which is repeated until it is answered may come twice', () => {
    const rejected: OrderState = { step: 'rejected', reason: 'card-declined' };
    expect(fit(rejected, 'tickets-released')).toBe('stale');
    expect(isTakenBack({ type: 'tickets-released' })).toBe(true);
    expect(isTakenBack({ type: 'card-charged' })).toBe(false);
  });
});
