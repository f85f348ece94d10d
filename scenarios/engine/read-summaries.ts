// Adds up the three server-side ledgers order by order: service tables, card network, mail sink.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import {
  addEntry,
  addMail,
  addReservation,
  addRow,
  addUncertainMail,
  entryKinds,
  noRecords,
  reservationStates,
  steps,
  type OrderSummary,
} from './order-summary.ts';
import { cell, columnOf, isNumber, isText, oneOf, orNull, pagesOf } from './table-pages.ts';

/** Epoch ms of a column, as the records of single orders have them too. */
export const epochMsOf = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

const ids = columnOf(isText);
const instants = columnOf(isNumber);
const ordersPage = z.object({
  ids,
  steps: columnOf(oneOf(steps)),
  reasons: columnOf(orNull(isText)),
  stored: instants,
  decided: columnOf(orNull(isNumber)),
});
const reservationsPage = z.object({ ids, states: columnOf(oneOf(reservationStates)) });
const ledgerPage = z.object({ ids, kinds: columnOf(oneOf(entryKinds)), cents: columnOf(isNumber) });
const mailsPage = z.object({ ids, sent: instants });
const attemptsPage = z.object({ ids });

const orders = {
  name: 'gateway.orders',
  columns: {
    ...{ ids: 'order_id', steps: 'step', reasons: 'reason' },
    ...{ stored: epochMsOf('create_date'), decided: epochMsOf('decided_at') },
  },
};
const reservations = {
  name: 'ticket.reservations',
  columns: { ids: 'order_id', states: 'status' },
};
const ledger = {
  name: 'card_network.ledger',
  columns: { ids: 'order_id', kinds: 'kind', cents: 'amount_cents' },
};
const mails = {
  name: 'email.mail_sink',
  columns: { ids: 'order_id', sent: epochMsOf('create_date') },
};

const attempts = { name: 'email.attempts', columns: { ids: 'order_id' } };

/**
 * What the tables say of each order, by id: first the `expected` ones, known to the tables or not, then those
 * that nobody expected. Only rows created at or after `sinceMs` (epoch ms) are read. Instants are those of the clock that
 * the database's is `aheadMs` ahead of, `sinceMs` too. Give it a transaction with one snapshot.
 */
export async function readSummaries(
  sql: Sql,
  { sinceMs, expected, aheadMs }: { sinceMs: number; expected: Iterable<string>; aheadMs: number },
): Promise<Map<string, OrderSummary>> {
  const found = new Map<string, OrderSummary>();
  // Beforehand: the ids are held already, and those that come with the rows can be forgotten.
  for (const orderId of expected) found.set(orderId, noRecords());
  const of = (orderId: string): OrderSummary => {
    const known = found.get(orderId);
    if (known) return known;
    const fresh = noRecords();
    found.set(orderId, fresh);
    return fresh;
  };
  const theirs = sinceMs + aheadMs;
  for await (const page of pagesOf(sql, orders, ordersPage, theirs))
    page.ids.forEach((id, i) => {
      const decided = cell(page.decided, i);
      addRow(
        of(id),
        cell(page.steps, i),
        cell(page.reasons, i),
        cell(page.stored, i) - aheadMs,
        decided === null ? null : decided - aheadMs,
      );
    });
  for await (const page of pagesOf(sql, reservations, reservationsPage, theirs))
    page.ids.forEach((id, i) => addReservation(of(id), cell(page.states, i)));
  for await (const page of pagesOf(sql, ledger, ledgerPage, theirs))
    page.ids.forEach((id, i) => addEntry(of(id), cell(page.kinds, i), cell(page.cents, i)));
  for await (const page of pagesOf(sql, mails, mailsPage, theirs))
    page.ids.forEach((id, i) => addMail(of(id), cell(page.sent, i) - aheadMs));
  // After the mails: an attempt that nobody knows the end of is a duplicate only beside one of them.
  for await (const page of pagesOf(sql, attempts, attemptsPage, theirs))
    for (const id of page.ids) addUncertainMail(of(id));
  return found;
}
