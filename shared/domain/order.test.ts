import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Booking } from './booking.ts';
import {
  apply,
  IllegalTransitionError,
  newOrder,
  nextCommand,
  statusOf,
  type OrderCommand,
  type OrderEvent,
} from './order.ts';

const booking: Booking = {
  orderId: '11111111-1111-4111-8111-111111111111',
  flight: 'RB1000',
  seats: 1,
  card: '4242424242424242',
  email: 'user@example.com',
};

/** Every event a service may answer a command with, and giving up. */
const answers: Record<OrderCommand['type'], OrderEvent[]> = {
  'reserve-tickets': [
    { type: 'tickets-reserved' },
    { type: 'tickets-refused', reason: 'sold-out' },
    { type: 'gave-up', effectPossible: true },
    { type: 'gave-up', effectPossible: false },
  ],
  'charge-card': [
    { type: 'card-charged' },
    { type: 'card-declined' },
    { type: 'gave-up', effectPossible: true },
    { type: 'gave-up', effectPossible: false },
  ],
  'send-confirmation': [{ type: 'confirmation-sent' }],
  'void-charge': [{ type: 'charge-voided' }],
  'release-tickets': [{ type: 'tickets-released' }],
};

describe('the plan', () => {
  it('leads from reservation over charge to confirmation and mail', () => {
    let order = newOrder(booking);
    const commands: string[] = [];
    for (let c = nextCommand(order); c; c = nextCommand(order)) {
      commands.push(c.type);
      const event = answers[c.type][0];
      if (event) order = apply(order, event);
    }
    expect(commands).toEqual(['reserve-tickets', 'charge-card', 'send-confirmation']);
    expect(order.state).toEqual({ step: 'confirmed', mail: 'sent' });
  });

  it('releases the seats of a declined card without voiding anything', () => {
    let order = apply(newOrder(booking), { type: 'tickets-reserved' });
    order = apply(order, { type: 'card-declined' });
    expect(nextCommand(order)).toEqual({ type: 'release-tickets' });
    order = apply(order, { type: 'tickets-released' });
    expect(order.state).toEqual({ step: 'rejected', reason: 'card-declined' });
  });

  it('voids a charge of unknown outcome before it releases the seats', () => {
    let order = apply(newOrder(booking), { type: 'tickets-reserved' });
    order = apply(order, { type: 'gave-up', effectPossible: true });
    expect(nextCommand(order)).toEqual({ type: 'void-charge' });
    order = apply(order, { type: 'charge-voided' });
    expect(nextCommand(order)).toEqual({ type: 'release-tickets' });
  });

  it('settles within five answers whatever the services say', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (choices) => {
        let order = newOrder(booking);
        let steps = 0;
        for (let c = nextCommand(order); c; c = nextCommand(order)) {
          const possible = answers[c.type];
          const event = possible[(choices[steps] ?? 0) % possible.length];
          if (event) order = apply(order, event);
          steps++;
        }
        expect(steps).toBeLessThanOrEqual(5);
        expect(statusOf(order.state)).not.toBe('pending');
      }),
    );
  });

  it('never changes its mind: a decided order keeps its status', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (choices) => {
        let order = newOrder(booking);
        let decided: string | undefined;
        let step = 0;
        for (let c = nextCommand(order); c; c = nextCommand(order)) {
          const possible = answers[c.type];
          const event = possible[(choices[step++] ?? 0) % possible.length];
          if (event) order = apply(order, event);
          const status = statusOf(order.state);
          if (decided) expect(status).toBe(decided);
          else if (status !== 'pending') decided = status;
        }
      }),
    );
  });

  it('refuses events that do not fit, naming state and event', () => {
    expect(() => apply(newOrder(booking), { type: 'card-charged' })).toThrow(
      IllegalTransitionError,
    );
    expect(() => apply(newOrder(booking), { type: 'card-charged' })).toThrow(
      'step "requested" cannot take the event "card-charged"',
    );
  });
});
