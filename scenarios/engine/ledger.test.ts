import { describe, expect, it } from 'vitest';
import { planArrivals } from './arrivals.ts';
import { Ledger } from './ledger.ts';
import { classify, newsFrom } from './load.ts';

const arrivals = planArrivals({
  ...{
    process: 'constant',
    ratePerSecond: 1_000,
    durationMs: 1.5,
    draw: { flights: 1, declinedShare: 0 },
    seed: 1,
  },
});
const id = arrivals[0]?.booking.orderId ?? '';
const answer = (status: number, body: unknown) =>
  classify({ kind: 'answer', status, body: JSON.stringify(body) });

describe('what an answer means', () => {
  it.each([
    [201, { orderId: id, status: 'confirmed', reason: null }, 'confirmed', 'confirmed'],
    [201, { orderId: id, status: 'rejected', reason: 'sold-out' }, 'rejected', 'no-business'],
    [202, { orderId: id, status: 'pending', reason: null }, 'accepted', 'pending'],
    [503, { detail: 'x' }, 'failed', 'no-technical'],
    [201, 'nonsense', 'failed', 'no-technical'],
  ])('%i %j', (status, body, kind, told) => {
    expect(answer(status, body)).toEqual({ answer: kind, told, status });
  });

  it('a refused connection is a no, a broken one is unknown', () => {
    expect(classify({ kind: 'refused' })).toMatchObject({ answer: 'failed', told: 'no-technical' });
    expect(classify({ kind: 'unknown', detail: 'reset' })).toMatchObject({
      ...{ answer: 'unknown', told: 'silent' },
    });
  });

  it('a status page that is no list of bookings is no news', () => {
    expect(newsFrom({ kind: 'answer', status: 200, body: '{"a":1}' })).toEqual([]);
    expect(newsFrom({ kind: 'answer', status: 200, body: '<html>' })).toEqual([]);
    expect(newsFrom({ kind: 'refused' })).toEqual([]);
  });
});

describe('the journal', () => {
  it('remembers the last thing the user was told, and when', () => {
    const ledger = new Ledger(arrivals);
    ledger.tell(id, 'pending', 5);
    ledger.tell(id, 'confirmed', 9);
    ledger.tell(id, 'pending', 12);
    expect(ledger.entries.get(id)).toMatchObject({
      ...{ told: 'confirmed', toldAtMs: 9, contradicted: false },
    });
  });

  it('notices a user who was told two different final things', () => {
    const ledger = new Ledger(arrivals);
    ledger.tell(id, 'no-technical', 5);
    ledger.tell(id, 'confirmed', 9);
    expect(ledger.entries.get(id)?.contradicted).toBe(true);
  });

  it('counts an order as in flight until it has an answer of any kind', () => {
    const ledger = new Ledger(arrivals);
    ledger.sent(id, 1);
    expect(ledger.inFlight()).toBe(1);
    ledger.answered(id, 'unknown', null, 2);
    expect(ledger.inFlight()).toBe(0);
    expect(ledger.entries.get(id)?.answeredAtMs).toBeNull();
  });
});
