// The summary of an order of which a test has all records.
import {
  addEntry,
  addMail,
  addReservation,
  addRow,
  noRecords,
  type OrderSummary,
} from '../order-summary.ts';
import type { OrderRecords } from '../records.ts';

/** Adds the records up as the checker does. */
export function summaryOf({ order, reservations, ledger, mails }: OrderRecords): OrderSummary {
  const summary = noRecords();
  if (order) addRow(summary, order.step, order.reason, order.created_ms, order.decided_ms);
  for (const { status } of reservations) addReservation(summary, status);
  for (const { kind, amount_cents: cents } of ledger) addEntry(summary, kind, cents);
  for (const { created_ms: sentMs } of mails) addMail(summary, sentMs);
  return summary;
}
