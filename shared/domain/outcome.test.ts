import { describe, expect, it } from 'vitest';
import { outcomeClasses, outcomes, type Outcome } from './outcome-names.ts';
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

  it('always names harm before anything milder', () => {
    expect(outcomeOf({ ...good, ...refused, netCharges: 2, seats: 2 })).toBe('double-charge');
  });
});

/**
 * Why a combination of facts cannot be: undefined when it can. Whatever a faulty service might do is feasible;
 * only what the harness itself never writes down is not.
 */
function whyInfeasible(f: OrderFacts): string | undefined {
  const exists = f.row !== 'none' || f.seats > 0 || f.netCharges !== 0;
  if (f.sent && !f.scheduled) return 'only scheduled orders are sent';
  if (!f.sent && (f.answer !== 'unknown' || f.told !== 'silent'))
    return 'nobody is told anything about an order that was not sent';
  if (!f.scheduled && !exists)
    return 'an id that is in no journal and no table is no order: nobody judges it';
  if (f.told === 'silent' && f.toldLate) return 'who was told nothing was not told late';
  if (f.told === 'silent' && f.answer !== 'unknown') return 'every answer tells the user something';
  return undefined;
}

/** Every combination of facts, feasible or not; counts beyond the largest here are no new case. */
function* allFacts(): Generator<OrderFacts> {
  for (const scheduled of [true, false])
    for (const sent of [true, false])
      for (const answer of ['confirmed', 'accepted', 'rejected', 'failed', 'unknown'] as const)
        for (const told of [
          'confirmed',
          'no-business',
          'no-technical',
          'pending',
          'silent',
        ] as const)
          for (const row of ['none', 'pending', 'confirmed', 'rejected', 'refused'] as const)
            for (const seats of [0, 1, 2, 3])
              for (const netCharges of [-1, 0, 1, 2, 3])
                for (const toldLate of [false, true])
                  for (const deadLettered of [false, true])
                    yield {
                      ...{ scheduled, sent, answer, told, row },
                      ...{ seats, netCharges, toldLate, deadLettered },
                    };
}

const feasible = [...allFacts()].filter((facts) => whyInfeasible(facts) === undefined);

/** Feasible facts for which a verdict breaks its promise. */
function broken(isKept: (facts: OrderFacts, verdict: Outcome) => boolean): OrderFacts[] {
  return feasible.filter((facts) => !isKept(facts, outcomeOf(facts))).slice(0, 3);
}

const holdsNothing = (f: OrderFacts) => f.seats === 0 && f.netCharges <= 0;

/** What a verdict promises about the facts, stated apart from how it is found. */
const promises: Record<Exclude<Outcome, 'unclassified'>, (f: OrderFacts) => boolean> = {
  'not-offered': (f) => !f.sent && f.row === 'none' && holdsNothing(f),
  phantom: (f) => !f.sent,
  'double-charge': (f) => f.netCharges >= 2,
  'ghost-charge': (f) => f.netCharges === 1 && (f.row !== 'confirmed' || f.told.startsWith('no-')),
  'unpaid-ticket': (f) => f.row === 'confirmed' && f.netCharges < 1,
  'false-confirm': (f) =>
    f.row === 'confirmed' ? f.seats === 0 : f.told === 'confirmed' && f.row !== 'none',
  'orphan-seat': (f) => f.seats > 0 && !(f.row === 'confirmed' && f.seats === 1),
  'dead-lettered': (f) => f.deadLettered && ['none', 'pending'].includes(f.row),
  vanished: (f) => f.row === 'none' && holdsNothing(f),
  'stuck-pending': (f) => f.row === 'pending' && f.netCharges <= 0,
  recovered: (f) => isPerfect(f) && ['unknown', 'failed'].includes(f.answer),
  confirmed: (f) => isPerfect(f) && !['unknown', 'failed'].includes(f.answer),
  late: (f) => f.toldLate && (isBooked(f) || (f.row === 'rejected' && holdsNothing(f))),
  silent: (f) =>
    ['silent', 'pending'].includes(f.told) &&
    (isBooked(f) || (f.row === 'rejected' && holdsNothing(f))),
  rejected: (f) => f.told === 'no-business' && holdsNothing(f) && f.row !== 'confirmed',
  refused: (f) => f.told === 'no-technical' && holdsNothing(f) && f.row !== 'confirmed',
  abandoned: (f) =>
    holdsNothing(f) && !['confirmed', 'no-business', 'no-technical'].includes(f.told),
};

function isBooked(f: OrderFacts): boolean {
  return f.row === 'confirmed' && f.seats === 1 && f.netCharges === 1;
}

function isPerfect(f: OrderFacts): boolean {
  return isBooked(f) && f.told === 'confirmed' && !f.toldLate;
}

describe('over all feasible facts, the verdict', () => {
  it('is total: there always is one, and every one of them is reached', () => {
    expect(broken((_, verdict) => verdict !== 'unclassified')).toEqual([]);
    const seen = new Set(feasible.map((facts) => outcomeOf(facts)));
    expect(outcomes.filter((o) => o !== 'unclassified' && !seen.has(o))).toEqual([]);
  });

  it('is exclusive where it counts as no loss: no promise of a worse verdict holds beside it', () => {
    const worst = ['double-charge', 'ghost-charge', 'unpaid-ticket', 'false-confirm'] as const;
    const harms = [...worst, 'orphan-seat'] as const;
    const mild = (verdict: Outcome) =>
      ['good', 'degraded', 'lost-sale'].includes(outcomeClasses[verdict]);
    expect(
      broken((f, verdict) => !mild(verdict) || harms.every((harm) => !promises[harm](f))),
    ).toEqual([]);
  });

  it('keeps its promise', () => {
    expect(broken((f, verdict) => verdict === 'unclassified' || promises[verdict](f))).toEqual([]);
  });

  it('never gets milder by one more charge for an order that was sent', () => {
    const rank = (facts: OrderFacts) => outcomes.indexOf(outcomeOf(facts));
    const more = (f: OrderFacts) => ({ ...f, netCharges: f.netCharges + 1 });
    expect(broken((f) => !f.sent || f.netCharges < 1 || rank(more(f)) <= rank(f))).toEqual([]);
  });

  it('leaves out only what the harness itself can never write down', () => {
    const reasons = [...allFacts()].map(whyInfeasible).filter((reason) => reason !== undefined);
    expect(new Set(reasons).size).toBe(5);
    expect(feasible.length).toBeGreaterThan(5_000);
  });
});
