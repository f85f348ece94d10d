import { describe, expect, it } from 'vitest';
import { outcomes, type Outcome } from './outcome-names.ts';
import { outcomeOf, type OrderFacts } from './outcome.ts';

/** A plainly confirmed order; each history below changes what makes it something else. */
const good: OrderFacts = {
  scheduled: true,
  sent: true,
  answer: 'confirmed',
  told: 'confirmed',
  toldLate: false,
  row: 'confirmed',
  seats: 1,
  netCharges: 1,
  deadLettered: false,
};
const refused: Partial<OrderFacts> = {
  answer: 'failed',
  told: 'no-technical',
  row: 'refused',
  seats: 0,
  netCharges: 0,
};

const histories: [string, Partial<OrderFacts>, Outcome][] = [
  ['booked and told', {}, 'confirmed'],
  [
    'never sent',
    { sent: false, row: 'none', seats: 0, netCharges: 0, told: 'silent' },
    'not-offered',
  ],
  ['a row for an id never sent', { scheduled: false, sent: false }, 'phantom'],
  ['charged twice', { netCharges: 2 }, 'double-charge'],
  ['charged, then refused', { ...refused, netCharges: 1 }, 'ghost-charge'],
  ['booked, but told no', { told: 'no-technical' }, 'ghost-charge'],
  ['confirmed without a charge', { netCharges: 0 }, 'unpaid-ticket'],
  ['told confirmed, row rejected', { row: 'rejected', netCharges: 0, seats: 0 }, 'false-confirm'],
  ['confirmed without a seat', { seats: 0 }, 'false-confirm'],
  ['refused, seats still held', { ...refused, seats: 1 }, 'orphan-seat'],
  [
    'refused, row left pending, seats held',
    { ...refused, row: 'pending', seats: 1 },
    'orphan-seat',
  ],
  [
    'pending with a dead letter',
    { told: 'pending', answer: 'accepted', row: 'pending', netCharges: 0, deadLettered: true },
    'dead-lettered',
  ],
  [
    'accepted, then no trace',
    { answer: 'accepted', told: 'pending', row: 'none', seats: 0, netCharges: 0 },
    'vanished',
  ],
  [
    'accepted, never settled',
    { answer: 'accepted', told: 'pending', row: 'pending', netCharges: 0 },
    'stuck-pending',
  ],
  ['no answer, found confirmed later', { answer: 'unknown' }, 'recovered'],
  ['told after patience ran out', { toldLate: true }, 'late'],
  ['confirmed, never told', { answer: 'unknown', told: 'silent' }, 'silent'],
  [
    'declined card',
    { answer: 'rejected', told: 'no-business', row: 'rejected', seats: 0, netCharges: 0 },
    'rejected',
  ],
  ['refused for a technical reason', refused, 'refused'],
  ['refused late', { ...refused, toldLate: true }, 'refused'],
  ['refused, never told', { ...refused, answer: 'unknown', told: 'silent' }, 'abandoned'],
  [
    'no answer, nothing anywhere',
    { answer: 'unknown', told: 'silent', row: 'none', seats: 0, netCharges: 0 },
    'abandoned',
  ],
];

describe('the verdict', () => {
  it.each(histories)('%s → its line', (_name, change, expected) => {
    expect(outcomeOf({ ...good, ...change })).toBe(expected);
  });

  it('exists for every combination of facts of an order that was sent, and reaches every line', () => {
    const seen = new Set<Outcome>(['not-offered', 'phantom']);
    for (const answer of ['confirmed', 'accepted', 'rejected', 'failed', 'unknown'] as const)
      for (const told of ['confirmed', 'no-business', 'no-technical', 'pending', 'silent'] as const)
        for (const row of ['none', 'pending', 'confirmed', 'rejected', 'refused'] as const)
          for (const seats of [0, 1, 2])
            for (const netCharges of [0, 1, 2])
              for (const toldLate of [false, true])
                for (const deadLettered of [false, true]) {
                  const facts = {
                    ...{ scheduled: true, sent: true, answer, told, row },
                    ...{ seats, netCharges, toldLate, deadLettered },
                  };
                  const verdict = outcomeOf(facts);
                  if (verdict === 'unclassified') expect(facts).toBe('classifiable');
                  seen.add(verdict);
                }
    expect(outcomes.filter((o) => o !== 'unclassified' && !seen.has(o))).toEqual([]);
  });

  it('always names harm before anything milder', () => {
    expect(outcomeOf({ ...good, ...refused, netCharges: 2, seats: 2 })).toBe('double-charge');
  });
});
