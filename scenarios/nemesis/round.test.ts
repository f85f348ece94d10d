// What a round's outcome is called: harm is whatever is not honest, void is what tested nothing.
import { describe, expect, it } from 'vitest';
import { zeroCounts, type Outcome } from '../../shared/domain/outcome-names.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import { faultWords, roundPhases, verdictOf, verdictWords } from './round.ts';

type Judged = Parameters<typeof verdictOf>[0];

const noFlags = {
  mailMissing: 0,
  mailDuplicate: 0,
  contradicted: 0,
  compensated: 0,
  redelivered: 0,
};

/** A round in which `planned` orders came through, changed by `change`. */
function run(
  change: Partial<Judged> = {},
  outcomes: Partial<Record<Outcome, number>> = {},
): Judged {
  return {
    ...{ offered: 100, drainMs: 10, invariants: [], warnings: [], flags: noFlags },
    ...change,
    outcomes: { ...zeroCounts(), confirmed: 100, ...outcomes },
  };
}

const invariant = (verdict: ContenderRun['invariants'][number]['verdict'], count = 0) => ({
  ...{ id: 'money-adds-up', title: 'Money', verdict, count },
});

describe('a round', () => {
  it('in which orders are refused or late harms nobody', () => {
    const outcomes = { refused: 7, abandoned: 1, late: 3, recovered: 2, silent: 1 };
    expect(verdictOf(run({}, outcomes), 100)).toEqual({ kind: 'unharmed' });
    expect(verdictOf(run({ invariants: [invariant('held')] }), 100).kind).toBe('unharmed');
  });

  it.each<Outcome>([
    ...(['phantom', 'double-charge', 'ghost-charge', 'unpaid-ticket', 'false-confirm'] as const),
    ...(['orphan-seat', 'dead-lettered', 'vanished', 'stuck-pending', 'unclassified'] as const),
  ])('with one order that is %s is harm', (outcome) => {
    const verdict = verdictOf(run({}, { [outcome]: 1 }), 100);
    expect(verdictWords(verdict)).toBe(`HARM: 1 ${outcome}`);
  });

  it.each([
    ['did not drain', { drainMs: null }, 'not drained'],
    ['forgot a mail', { flags: { ...noFlags, mailMissing: 3 } }, '3 mails never sent'],
    ['broke an invariant', { invariants: [invariant('violated', 2)] }, 'violated (2)'],
    ['could not read one', { invariants: [invariant('unknown')] }, 'unknown'],
    ['lost a service', { warnings: ['the ticket service exited by itself'] }, 'by itself'],
  ])('that %s is harm', (_what, change, reason) => {
    const verdict = verdictOf(run(change), 100);
    expect(verdict.kind).toBe('harm');
    expect(verdictWords(verdict)).toContain(reason);
  });

  it('that sent fewer orders than planned, or could not run a fault, is void', () => {
    expect(verdictOf(run({}, { 'not-offered': 1 }), 100)).toMatchObject({ kind: 'void' });
    const warnings = ['a fault could not be run: no proxy'];
    expect(verdictOf(run({ warnings }), 100)).toEqual({ kind: 'void', reasons: warnings });
  });

  it('says of a generator that was late nothing: lateness changes no verdict', () => {
    expect(verdictOf(run({ warnings: ['the generator was late'] }), 100).kind).toBe('unharmed');
  });
});

describe('a fault in words', () => {
  const phases = roundPhases(60_000);

  it.each([
    [{ kind: 'kill', target: 'billing', during: [0, 0.1] }, 'billing kill 3.0–7.5 s'],
    [
      { kind: 'crash', target: 'gateway', at: 'reserved', times: 2, during: [0.5, 1] },
      'gateway crash at reserved ×2 25.5–48.0 s',
    ],
    [
      { kind: 'partition', from: 'gateway', to: 'kafka', mode: 'reset' },
      'gateway–kafka partition reset 3.0–48.0 s',
    ],
    [
      { kind: 'latency', target: 'email', rate: 0.5, point: 'before', ms: 200 },
      'email latency 200 ms 50 % before 3.0–48.0 s',
    ],
  ] as const)('%o', (fault, words) => {
    const [from, until] = 'during' in fault ? fault.during : [0, 1];
    expect(faultWords({ ...fault, during: [from, until] }, phases)).toBe(words);
  });
});
