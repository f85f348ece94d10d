import { describe, expect, it } from 'vitest';
import { planArrivals } from './arrivals.ts';
import { countOutcomes, flagsOf, judge, lostOrdersOf } from './check.ts';
import { checkInvariants } from './invariants.ts';
import { Ledger } from './ledger.ts';
import type { OrderRecords } from './records.ts';
import { summaryOf } from './testing/summary-of.ts';

const arrivals = planArrivals({
  ...{
    process: 'constant',
    ratePerSecond: 1_000,
    durationMs: 3.5,
    draw: { flights: 1, declinedShare: 0 },
    seed: 1,
  },
});
const [a, b, c] = arrivals.map((x) => x.booking.orderId);
const stranger = '99999999-9999-4999-8999-999999999999';

function confirmed(id = ''): OrderRecords {
  const at = { order_id: id, created_ms: 1 };
  return {
    order: { ...at, step: 'confirmed', reason: null, decided_ms: 2 },
    reservations: [{ ...at, status: 'held', updated_ms: 1 }],
    ledger: [{ ...at, kind: 'capture', amount_cents: 12_900 }],
    mails: [at],
  };
}

function journalOf(ids: (string | undefined)[]): Ledger {
  const ledger = new Ledger(arrivals);
  for (const id of ids) {
    ledger.sent(id ?? '', 1);
    ledger.answered(id ?? '', 'confirmed', 201, 2);
    ledger.tell(id ?? '', 'confirmed', 2);
  }
  return ledger;
}

describe('the checker', () => {
  const ledger = journalOf([a, b]);
  const judged = judge({
    journal: ledger.entries,
    records: new Map([
      [a ?? '', summaryOf(confirmed(a))],
      [stranger, summaryOf(confirmed(stranger))],
      ['warm', summaryOf(confirmed('warm'))],
    ]),
    warmUpIds: new Set(['warm']),
    deadLettered: new Set(),
    patienceMs: 1_000,
  });
  const outcomeOf = (id = '') => judged.find((o) => o.orderId === id)?.outcome;

  it('joins the journal with the records by order id', () => {
    expect(outcomeOf(a)).toBe('confirmed');
    expect(outcomeOf(b)).toBe('vanished');
    expect(outcomeOf(c)).toBe('not-offered');
  });

  it('notices records nobody asked for and leaves warm-up out', () => {
    expect(outcomeOf(stranger)).toBe('phantom');
    expect(outcomeOf('warm')).toBeUndefined();
  });

  it('splits lost orders so that the parts add up', () => {
    const lost = lostOrdersOf(countOutcomes(judged));
    expect(lost).toEqual({ total: 2, refused: 0, silent: 1, leak: 0, harm: 1 });
  });

  it('flags duplicate and missing mails and what was taken back', () => {
    const twice = confirmed(a);
    twice.mails.push({ order_id: a ?? '', created_ms: 3 });
    twice.ledger.push({ order_id: a ?? '', kind: 'refund', amount_cents: 12_900, created_ms: 3 });
    const none = { ...confirmed(b), mails: [] };
    const [first, second] = [twice, none].map((records, i) => ({
      ...{ orderId: String(i), journal: undefined },
      ...{ records: summaryOf(records), outcome: 'confirmed' as const },
    }));
    expect(flagsOf(first && second ? [first, second] : [], 7)).toEqual({
      ...{ mailMissing: 1, mailDuplicate: 1, contradicted: 0, compensated: 1, redelivered: 7 },
    });
  });

  it('finds money without a booking, and says unknown where it could not look', () => {
    const ghost = summaryOf({ ...confirmed(a), order: undefined });
    const invariants = checkInvariants({
      judged: [{ orderId: 'x', journal: undefined, records: ghost, outcome: 'ghost-charge' }],
      seats: null,
      offsets: [
        { topic: 't', group: 'g', logEnd: 5, committed: 5, lag: 0, expected: 5, actual: 3 },
      ],
      hasTopics: true,
    });
    expect(invariants.map((i) => [i.id, i.verdict, i.count])).toEqual([
      ['never-oversold', 'unknown', 0],
      ['seats-add-up', 'unknown', 0],
      ['money-adds-up', 'violated', 1],
      ['amounts-right', 'held', 0],
      ['offsets-agree', 'violated', 2],
    ]);
  });
});
