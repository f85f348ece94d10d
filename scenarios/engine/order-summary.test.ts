import { describe, expect, it } from 'vitest';
import { addEntry, addMail, addReservation, addRow, noRecords } from './order-summary.ts';

describe('what the tables say of one order', () => {
  it.each([
    ['requested', null, 'pending'],
    ['reserved', null, 'pending'],
    ['confirmed', null, 'confirmed'],
    ['voiding', 'card-declined', 'rejected'],
    ['releasing', 'unavailable', 'refused'],
    ['rejected', 'sold-out', 'rejected'],
    ['rejected', 'unavailable', 'refused'],
  ] as const)('a row that is %s for %s counts as %s', (step, reason, row) => {
    const summary = noRecords();
    addRow(summary, step, reason, 5, null);
    expect(summary).toEqual({ ...noRecords(), row, storedMs: 5 });
  });

  it('counts seats that are held, and knows of those given back', () => {
    const summary = noRecords();
    addReservation(summary, 'refused');
    expect(summary).toEqual(noRecords());
    addReservation(summary, 'held');
    addReservation(summary, 'released');
    expect(summary).toEqual({ ...noRecords(), seats: 1, takenBack: true });
  });

  it('adds charges and takes refunds away; a void or a refund is something taken back', () => {
    const summary = noRecords();
    addEntry(summary, 'capture', 12_900);
    addEntry(summary, 'decline', 12_900);
    expect(summary).toEqual({ ...noRecords(), netCharges: 1, entries: 2 });
    addEntry(summary, 'refund', 12_901);
    expect(summary).toEqual({
      ...{ ...noRecords(), netCharges: 0, entries: 3 },
      ...{ takenBack: true, wrongAmounts: 1 },
    });
    const barred = noRecords();
    addEntry(barred, 'void', 12_900);
    expect(barred.takenBack).toBe(true);
  });

  it('keeps the instant of the first mail, in whatever order they are read', () => {
    const summary = noRecords();
    for (const ms of [7, 3, 9]) addMail(summary, ms);
    expect(summary).toEqual({ ...noRecords(), mails: 3, mailedMs: 3 });
  });
});
