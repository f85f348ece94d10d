import { describe, expect, it } from 'vitest';
import type { JudgedOrder } from './check.ts';
import { describeExamples, pickExamples } from './examples.ts';
import { Ledger } from './ledger.ts';
import { noRecords } from './order-summary.ts';
import { someArrivals } from './testing/mini-run.ts';

/** Ten orders, one a second from 1 s on, the last one lost; and a stray that nobody scheduled. */
const arrivals = someArrivals(10, 1_000);
const entries = [...new Ledger(arrivals).entries];
const judged: JudgedOrder[] = [
  ...entries.map(([orderId, journal], n) => ({
    ...{ orderId, journal, records: noRecords() },
    outcome: n === 9 ? ('vanished' as const) : ('confirmed' as const),
  })),
  { orderId: 'stray', journal: undefined, records: noRecords(), outcome: 'phantom' },
];
const seconds = (orders: JudgedOrder[] | undefined) =>
  orders?.map(({ journal }) => Math.round((journal?.arrival.atMs ?? 0) / 1_000));

describe('examples', () => {
  it('are the first order during the fault, the middle one and the last', () => {
    const picked = pickExamples(judged, { startMs: 2_500, endMs: 4_500 });
    expect(seconds(picked.get('confirmed'))).toEqual([3, 5, 9]);
    expect(seconds(picked.get('vanished'))).toEqual([10]);
    expect([...picked.keys()]).toEqual(['confirmed', 'vanished', 'phantom']);
  });

  it('begin with the first of all without a fault, whatever order they come in', () => {
    expect(seconds(pickExamples(judged.toReversed(), null).get('confirmed'))).toEqual([1, 5, 9]);
    expect(pickExamples([], null).size).toBe(0);
  });

  it('say when the tables were written, on the clock of the run', () => {
    const mails = [{ order_id: 'stray', created_ms: 5_012 }];
    const records = { order: undefined, reservations: [], ledger: [], mails };
    const known = judged.slice(-1).map((order) => ({ ...order, records }));
    expect(describeExamples(new Map([['phantom', known]]), 5_000)).toEqual({
      phantom: [{ orderId: 'stray', scheduledAtMs: 0, events: [{ atMs: 12, what: 'mail sent' }] }],
    });
  });
});
