// Spans of traced orders become one row a hop: where the message waited, and how long it was handled.
import { describe, expect, it } from 'vitest';
import type { Span } from '../../shared/trace.ts';
import { hopsOf } from './hops.ts';

const span = (kind: Span['kind'], what: string, startMs: number, endMs: number): Span => ({
  ...{ orderId: 'a', service: 'gateway', kind, peer: 'tickets', what, startMs, endMs },
  ...{ attempt: 1, outcome: 'ok' },
});

const order = (slower = 0): Span[] => [
  span('publish', 'reserve-tickets', 100, 104),
  span('consume', 'reserve-tickets', 105, 108 + slower),
  span('publish', 'tickets-reserved', 107, 112 + slower),
  span('consume', 'tickets-reserved', 111 + slower, 115 + slower),
];

describe('the table of hops', () => {
  it('splits a hop at the commit of the handling that made its message', () => {
    expect(hopsOf([order()])).toEqual([
      {
        ...{ what: 'reserve-tickets', topic: 'tickets', orders: 1, madeToCommittedMs: null },
        ...{ toTopicMs: 4, inTopicMs: 1, handlingMs: 3 },
      },
      {
        ...{ what: 'tickets-reserved', topic: 'order-updates', orders: 1, madeToCommittedMs: 1 },
        // Read before its sender had heard that the topic has it.
        ...{ toTopicMs: 4, inTopicMs: -1, handlingMs: 4 },
      },
    ]);
  });

  it('takes medians, over the orders that were seen whole', () => {
    const [first] = hopsOf([order(), order(2), order(10), order().slice(0, 1)]);
    expect(first).toMatchObject({ orders: 3, handlingMs: 5 });
  });

  it('is empty without spans, and passes over what failed', () => {
    expect(hopsOf([])).toEqual([]);
    const failed = order().map((one) => ({ ...one, outcome: 'will retry' }));
    expect(hopsOf([failed])).toEqual([]);
  });
});
