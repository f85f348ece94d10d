// What the tables say of one order, added up row by row: all that its verdict and its figures need, and no more. Pure.
import { fareCents } from '../../shared/domain/booking.ts';
import type { OrderFacts } from '../../shared/domain/outcome.ts';

/** One order in the tables. A million of them are held at once, so there is one flat object per order. */
export type OrderSummary = {
  /** What the gateway's row says; `refused` for a technical reason. */
  row: OrderFacts['row'];
  /** When the gateway stored it, and when it was decided; epoch ms, null = never. */
  storedMs: number | null;
  decidedMs: number | null;
  /** Reservations held. */
  seats: number;
  /** Captures minus refunds, in charges. */
  netCharges: number;
  /** Entries at the card network, and those of them whose amount is not the order's. */
  entries: number;
  wrongAmounts: number;
  /** Its seats or its charge were taken back. */
  takenBack: boolean;
  /** Mails sent; an attempt whose end nobody knows counts only beside another mail. */
  mails: number;
  /** When the first mail was sent; epoch ms, null = never. */
  mailedMs: number | null;
};

/** An order that no table knows. */
export function noRecords(): OrderSummary {
  // One plain literal: spreads would make a million of these objects half as large again.
  return {
    row: 'none',
    storedMs: null,
    decidedMs: null,
    seats: 0,
    netCharges: 0,
    entries: 0,
    wrongAmounts: 0,
    takenBack: false,
    mails: 0,
    mailedMs: null,
  };
}

/** States of the gateway's row, of a reservation, and kinds of ledger entries, as the tables name them. */
export const steps = [
  'requested',
  'reserved',
  'confirmed',
  'voiding',
  'releasing',
  'rejected',
] as const;
export const reservationStates = ['held', 'refused', 'released'] as const;
export const entryKinds = ['capture', 'decline', 'void', 'refund'] as const;

/** Adds the gateway's row; instants are epoch ms. */
export function addRow(
  summary: OrderSummary,
  step: (typeof steps)[number],
  reason: string | null,
  storedMs: number,
  decidedMs: number | null,
): void {
  summary.row = stateOf(step, reason);
  summary.storedMs = storedMs;
  summary.decidedMs = decidedMs;
}

/** Adds a reservation. */
export function addReservation(
  summary: OrderSummary,
  status: (typeof reservationStates)[number],
): void {
  if (status === 'held') summary.seats++;
  if (status === 'released') summary.takenBack = true;
}

/** Adds an entry of the card network. */
export function addEntry(
  summary: OrderSummary,
  kind: (typeof entryKinds)[number],
  cents: number,
): void {
  summary.entries++;
  if (kind === 'capture') summary.netCharges++;
  if (kind === 'refund') summary.netCharges--;
  if (kind === 'refund' || kind === 'void') summary.takenBack = true;
  if (cents !== fareCents) summary.wrongAmounts++;
}

/** Adds a mail. */
export function addMail(summary: OrderSummary, sentMs: number): void {
  summary.mails++;
  if (summary.mailedMs === null || sentMs < summary.mailedMs) summary.mailedMs = sentMs;
}

/** Adds a mail of which nobody knows whether it went out: beside one that did, it counts as one more. */
export function addUncertainMail(summary: OrderSummary): void {
  if (summary.mails > 0) summary.mails++;
}

function stateOf(step: (typeof steps)[number], reason: string | null): OrderSummary['row'] {
  if (step === 'confirmed') return 'confirmed';
  if (step === 'requested' || step === 'reserved') return 'pending';
  return reason === 'unavailable' ? 'refused' : 'rejected';
}
