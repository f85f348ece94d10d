// The SQL of a floor: one multi-row statement, and so one transaction, where the contenders have one transaction.
import type { Sql } from '../../../shared/db/database.ts';
import { amountCents, type Booking } from '../../../shared/domain/booking.ts';
import { savedOrder, type SavedOrder } from './bare-values.ts';

const ids = (bookings: Booking[]) => bookings.map((b) => b.orderId);

/** Stores new orders. */
export async function storeOrders(sql: Sql, bookings: Booking[]): Promise<void> {
  await sql.query(
    `INSERT INTO gateway.orders (order_id, flight, seats, card, email, step)
     SELECT r.*, 'requested' FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[]) AS r`,
    [
      ids(bookings),
      bookings.map((b) => b.flight),
      bookings.map((b) => b.seats),
      bookings.map((b) => b.card),
      bookings.map((b) => b.email),
    ],
  );
}

/** An order's next state. */
export type Step = {
  orderId: string;
  step: 'reserved' | 'confirmed';
  mail: 'owed' | 'sent' | null;
};

/** Saves states and returns the rows; the moment of the decision is the database's, as the contenders have it. */
export async function saveSteps(sql: Sql, steps: Step[]): Promise<SavedOrder[]> {
  const { rows } = await sql.query(
    `UPDATE gateway.orders o SET step = r.step, mail = r.mail,
       decided_at = CASE WHEN r.step = 'confirmed' THEN coalesce(o.decided_at, clock_timestamp()) END
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS r (order_id, step, mail)
     WHERE o.order_id = r.order_id
     RETURNING o.order_id, o.flight, o.seats, o.card, o.email, o.step`,
    [steps.map((s) => s.orderId), steps.map((s) => s.step), steps.map((s) => s.mail)],
  );
  return rows.map((row) => savedOrder.parse(row));
}

/** Holds seats, without looking whether there are any. */
export async function holdSeats(sql: Sql, bookings: Booking[]): Promise<void> {
  await sql.query(
    `INSERT INTO ticket.reservations (order_id, flight, seats, status)
     SELECT r.*, 'held' FROM unnest($1::uuid[], $2::text[], $3::int[]) AS r`,
    [ids(bookings), bookings.map((b) => b.flight), bookings.map((b) => b.seats)],
  );
}

/** The card network's entry and then billing's own: two databases' worth of transactions, as the contenders have them. */
export async function charge(network: Sql, sql: Sql, bookings: Booking[]): Promise<void> {
  const columns = [ids(bookings), ids(bookings), bookings.map((b) => amountCents(b))];
  await network.query(
    `INSERT INTO card_network.ledger (idempotency_key, entry_no, kind, order_id, amount_cents)
     SELECT key, 1, 'capture', order_id, amount
     FROM unnest($1::text[], $2::uuid[], $3::int[]) AS r (key, order_id, amount)`,
    columns,
  );
  await sql.query(
    `INSERT INTO billing.charges (idempotency_key, order_id, amount_cents, status)
     SELECT r.*, 'charged' FROM unnest($1::text[], $2::uuid[], $3::int[]) AS r`,
    columns,
  );
}

/** Puts mails into the sink. */
export async function sendMails(sql: Sql, bookings: Booking[]): Promise<void> {
  await sql.query(
    `INSERT INTO email.mail_sink (order_id, recipient, subject)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[])`,
    [
      ids(bookings),
      bookings.map((b) => b.email),
      bookings.map((b) => `Your booking on ${b.flight} is confirmed`),
    ],
  );
}
