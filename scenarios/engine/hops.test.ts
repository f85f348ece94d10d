import { describe, expect, it } from 'vitest';
import type { Span } from '../../shared/trace.ts';
import { planArrivals } from './arrivals.ts';
import { hopsOf, undisturbedOrders } from './hops.ts';

const span = (kind: Span['kind'], what: string, startMs: number, endMs: number): Span => ({
  ...{ orderId: 'a', service: 'gateway', kind, what, startMs, endMs, attempt: 1, outcome: 'ok' },
  peer: kind === 'call' ? 'billing' : 'tickets',
});

const called = (wayMs: number) => [
  span('call', 'charge-card', 10, 16 + wayMs),
  span('serve', 'charge-card', 11, 17),
];

describe('the hops of a run', () => {
  it('take of a call what its server did not need for the way, there and back', () => {
    expect(hopsOf([called(2), called(4), called(30)])).toEqual([
      {
        ...{ kind: 'call', what: 'charge-card', peer: 'billing', orders: 3 },
        ...{ wayMs: 4, handlingMs: 6 },
      },
    ]);
  });

  it('take for the way of a message all from its making to its handling, and come in order', () => {
    const spans = [
      span('publish', 'tickets-reserved', 9, 12),
      span('consume', 'tickets-reserved', 13, 14),
      span('publish', 'reserve-tickets', 0, 3),
      span('consume', 'reserve-tickets', 5, 9),
    ];
    expect(hopsOf([spans])).toMatchObject([
      { kind: 'message', what: 'reserve-tickets', wayMs: 5, handlingMs: 4 },
      { kind: 'message', what: 'tickets-reserved', wayMs: 4, handlingMs: 1 },
    ]);
  });

  it('pass over what failed, came twice or was seen from one side only', () => {
    const [call, serve] = called(1);
    if (!call || !serve) throw new Error('no spans');
    expect(hopsOf([[call], [call, { ...serve, outcome: '503' }], [call, call, serve]])).toEqual([]);
  });

  it('are those of orders from before the first fault', () => {
    const arrivals = planArrivals({
      ...{ process: 'constant', ratePerSecond: 10, durationMs: 20_000, seed: 1 },
      draw: { flights: 1, declinedShare: 0 },
    });
    const phases = { warmUpMs: 0, steadyMs: 10_000, faultMs: 5_000, recoveryMs: 5_000 };
    const faults = [{ kind: 'kill' as const, target: 'billing' as const }];
    const lastOf = (ids: string[]) =>
      arrivals.find(({ booking }) => booking.orderId === ids.at(-1))?.atMs ?? 0;
    expect(lastOf(undisturbedOrders(arrivals, { phases, faults: [] }))).toBeGreaterThan(19_000);
    expect(lastOf(undisturbedOrders(arrivals, { phases, faults }))).toBeGreaterThan(9_000);
    expect(lastOf(undisturbedOrders(arrivals, { phases, faults }))).toBeLessThan(10_000);
  });
});
