// The states an order can end in, as rows and answers, each with the verdict it must get: written down, never computed.
import type { Outcome } from '../../../shared/domain/outcome-names.ts';
import { fareCents } from '../../../shared/domain/booking.ts';
import type { AnswerKind, Told } from '../../engine/ledger.ts';

/** How long a user cares, in ms; some recipes end later than that. */
export const patienceMs = 30_000;

/** An entry at the card network; `key` tells two charges of one order apart. */
export type LedgerEntry = {
  key: string;
  no: 1 | 2;
  kind: 'capture' | 'decline' | 'void' | 'refund';
  cents: number;
};

/** How an order ends. Instants are ms after its arrival; tables and news come a few ms apart from order to order. */
export type Recipe = {
  name: string;
  /** How many of a thousand orders end like this. */
  per1000: number;
  outcome: Outcome;
  /** Null: the order was never sent. */
  client: {
    answer: AnswerKind;
    status: number | null;
    afterMs: number;
    told: [news: Told, afterMs: number][];
  } | null;
  row: { step: string; reason: string | null; decidedMs: number | null } | null;
  seat: 'held' | 'refused' | 'released' | null;
  ledger: LedgerEntry[];
  mails: number;
  deadLettered?: true;
  /** What it adds to the flags and to the size of violated invariants; absent = nothing. */
  adds?: Partial<Record<'mailMissing' | 'mailDuplicate' | 'contradicted' | 'compensated', 1>> &
    Partial<Record<'money' | 'amounts', 1>>;
};

const entry = (kind: LedgerEntry['kind'], key = 'a', no: 1 | 2 = 1): LedgerEntry => ({
  ...{ key, no, kind, cents: fareCents },
});

const happy: Recipe = {
  name: 'confirmed at once',
  per1000: 560,
  outcome: 'confirmed',
  client: { answer: 'confirmed', status: 201, afterMs: 40, told: [['confirmed', 40]] },
  row: { step: 'confirmed', reason: null, decidedMs: 35 },
  seat: 'held',
  ledger: [entry('capture')],
  mails: 1,
};
const accepted = { answer: 'accepted', status: 202, afterMs: 5 } as const;
const failed = { answer: 'failed', status: 503, afterMs: 900 } as const;
const nothing = { row: null, seat: null, ledger: [], mails: 0 };
const pending: [Told, number] = ['pending', 5];
const refusal = { ...failed, told: [['no-technical', 900]] } satisfies Recipe['client'];

/** The states of scheduled orders; `per1000` adds up to a thousand. */
export const recipes: Recipe[] = [
  happy,
  {
    ...{ ...happy, name: 'confirmed later', per1000: 250 },
    client: { ...accepted, told: [pending, ['confirmed', 400]] },
    row: { step: 'confirmed', reason: null, decidedMs: 250 },
  },
  { ...happy, name: 'no mail', per1000: 7, mails: 0, adds: { mailMissing: 1 } },
  { ...happy, name: 'two mails', per1000: 5, mails: 2, adds: { mailDuplicate: 1 } },
  {
    ...{ ...happy, name: 'charged twice, one refunded', per1000: 6, adds: { compensated: 1 } },
    ledger: [entry('capture'), entry('capture', 'b'), entry('refund', 'b', 2)],
  },
  {
    ...{ ...happy, name: 'wrong amount', per1000: 2, adds: { amounts: 1 } },
    ledger: [{ ...entry('capture'), cents: fareCents + 1 }],
  },
  {
    ...{ name: 'card declined', per1000: 40, outcome: 'rejected', mails: 0 },
    client: { answer: 'rejected', status: 201, afterMs: 50, told: [['no-business', 50]] },
    row: { step: 'rejected', reason: 'card-declined', decidedMs: 45 },
    ...{ seat: 'released', ledger: [entry('decline')], adds: { compensated: 1 } },
  },
  {
    ...{ name: 'sold out', per1000: 20, outcome: 'rejected', mails: 0 },
    client: { ...accepted, told: [pending, ['no-business', 300]] },
    row: { step: 'rejected', reason: 'sold-out', decidedMs: 120 },
    ...{ seat: 'refused', ledger: [] },
  },
  {
    ...{ name: 'refused and taken back', per1000: 30, outcome: 'refused', mails: 0 },
    client: refusal,
    row: { step: 'rejected', reason: 'unavailable', decidedMs: 890 },
    ...{ seat: 'released', ledger: [entry('void')], adds: { compensated: 1 } },
  },
  {
    ...nothing,
    name: 'seat held for nobody',
    per1000: 20,
    outcome: 'orphan-seat',
    client: refusal,
    seat: 'held',
  },
  {
    ...{ name: 'charged and refused', per1000: 4, outcome: 'ghost-charge', mails: 0 },
    client: refusal,
    row: { step: 'rejected', reason: 'unavailable', decidedMs: 890 },
    ...{ seat: 'released', ledger: [entry('capture')], adds: { compensated: 1, money: 1 } },
  },
  {
    ...{
      ...happy,
      name: 'charged twice',
      per1000: 3,
      outcome: 'double-charge',
      adds: { money: 1 },
    },
    ledger: [entry('capture'), entry('capture', 'b')],
  },
  {
    ...happy,
    name: 'never charged',
    per1000: 2,
    outcome: 'unpaid-ticket',
    ledger: [],
    adds: { money: 1 },
  },
  {
    ...{
      ...nothing,
      name: 'told yes, is no',
      per1000: 1,
      outcome: 'false-confirm',
      client: happy.client,
    },
    row: { step: 'rejected', reason: 'sold-out', decidedMs: 35 },
    seat: 'refused',
  },
  {
    ...{
      ...nothing,
      name: 'dead letter',
      per1000: 3,
      outcome: 'dead-lettered',
      deadLettered: true,
    },
    client: { ...accepted, told: [pending] },
    row: { step: 'reserved', reason: null, decidedMs: null },
    seat: 'held',
  },
  {
    ...{ ...nothing, name: 'vanished', per1000: 4, outcome: 'vanished' },
    client: { ...accepted, told: [pending] },
  },
  {
    ...{ ...nothing, name: 'stuck', per1000: 5, outcome: 'stuck-pending' },
    client: { ...accepted, told: [pending] },
    row: { step: 'requested', reason: null, decidedMs: null },
  },
  {
    ...{ ...happy, name: 'broken connection, confirmed', per1000: 8, outcome: 'recovered' },
    client: { answer: 'unknown', status: null, afterMs: 8_000, told: [['confirmed', 9_000]] },
  },
  {
    ...{ ...happy, name: 'told no, then yes', per1000: 2, outcome: 'recovered' },
    client: {
      ...failed,
      told: [
        ['no-technical', 900],
        ['confirmed', 1_500],
      ],
    },
    row: { step: 'confirmed', reason: null, decidedMs: 1_200 },
    adds: { contradicted: 1 },
  },
  {
    ...{ ...happy, name: 'too late', per1000: 12, outcome: 'late' },
    client: { ...accepted, told: [pending, ['confirmed', patienceMs + 2_000]] },
    row: { step: 'confirmed', reason: null, decidedMs: patienceMs + 1_800 },
  },
  {
    ...{ ...happy, name: 'nobody says so', per1000: 6, outcome: 'silent' },
    client: { ...accepted, told: [pending] },
  },
  {
    ...{ ...nothing, name: 'no answer, nothing held', per1000: 9, outcome: 'abandoned' },
    client: { answer: 'unknown', status: null, afterMs: 8_000, told: [] },
  },
  { ...nothing, name: 'not sent', per1000: 1, outcome: 'not-offered', client: null },
];

/** A charge under an id that nobody scheduled. */
export const stray: Recipe = {
  ...{ ...nothing, name: 'stray charge', per1000: 0, outcome: 'phantom', client: null },
  ...{ ledger: [entry('capture')], adds: { money: 1 } },
};

/** An order of the warm-up: it must be counted nowhere. */
export const warmUp: Recipe = { ...happy, name: 'warm-up', per1000: 0 };
