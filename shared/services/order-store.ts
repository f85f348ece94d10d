// The gateway's orders table: accept a booking once, load orders, save what became of them.
import { z } from 'zod';
import type { Sql, SqlWriter } from '../db/database.ts';
import type { Booking } from '../domain/booking.ts';
import { newOrder, reasonOf, statusOf, type Order, type OrderState } from '../domain/order.ts';

const orderRow = z.object({
  order_id: z.string(),
  flight: z.string(),
  seats: z.number(),
  card: z.string(),
  email: z.string(),
  step: z.enum(['requested', 'reserved', 'confirmed', 'voiding', 'releasing', 'rejected']),
  mail: z.enum(['owed', 'sent']).nullable(),
  reason: z.enum(['sold-out', 'unknown-flight', 'card-declined', 'unavailable']).nullable(),
  retries: z.number(),
});

// Schemas stand outside the functions that use them: building one costs as much as hundreds of parses.
const insertedRow = orderRow.pick({ order_id: true });

const columnList = 'order_id, flight, seats, card, email, step, mail, reason, retries';

/** An order as stored, with how often its compensation has been tried. */
export type StoredOrder = Order & { retries: number };

/**
 * Inserts the bookings not known yet and returns those it inserted. Idempotent by order id: of several
 * with one id only the first can be among them, whatever their bodies say.
 */
export async function insertOrders(sql: Sql, requested: Booking[]): Promise<Set<Booking>> {
  const first = new Map<string, Booking>();
  for (const booking of requested)
    if (!first.has(booking.orderId)) first.set(booking.orderId, booking);
  const bookings = [...first.values()];
  const { rows } = await sql.query(
    `INSERT INTO gateway.orders (order_id, flight, seats, card, email, step)
     SELECT r.*, 'requested' FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[]) AS r
     ORDER BY 1
     ON CONFLICT (order_id) DO NOTHING RETURNING order_id`,
    [
      bookings.map((b) => b.orderId),
      bookings.map((b) => b.flight),
      bookings.map((b) => b.seats),
      bookings.map((b) => b.card),
      bookings.map((b) => b.email),
    ],
  );
  const ids = new Set(rows.map((row) => insertedRow.parse(row).order_id));
  return new Set(bookings.filter((booking) => ids.has(booking.orderId)));
}

/** Loads orders by id, in no particular order; `lock` keeps other transactions off them. */
export async function loadOrders(
  sql: Sql,
  orderIds: string[],
  lock: 'lock' | 'no-lock' = 'no-lock',
): Promise<Map<string, StoredOrder>> {
  const { rows } = await sql.query(
    `SELECT ${columnList} FROM gateway.orders WHERE order_id = ANY ($1)
     ${lock === 'lock' ? 'ORDER BY order_id FOR UPDATE' : ''}`,
    [orderIds],
  );
  return new Map(rows.map((row) => toStored(row)).map((order) => [order.booking.orderId, order]));
}

/** Saves states. `decided_at` is stamped once, by the database's clock, when the outcome first is final. */
export async function saveOrders(sql: SqlWriter, orders: Order[]): Promise<void> {
  await sql.write(
    `UPDATE gateway.orders o
     SET step = r.step, mail = r.mail, reason = r.reason, retries = 0, retry_at = clock_timestamp(),
         decided_at = CASE WHEN r.decided THEN coalesce(o.decided_at, clock_timestamp()) END
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bool[])
       AS r (order_id, step, mail, reason, decided)
     WHERE o.order_id = r.order_id`,
    [
      orders.map((o) => o.booking.orderId),
      orders.map((o) => o.state.step),
      orders.map((o) => ('mail' in o.state ? o.state.mail : null)),
      orders.map((o) => reasonOf(o.state)),
      orders.map((o) => statusOf(o.state) !== 'pending'),
    ],
  );
}

/**
 * Unfinished orders whose time has come, oldest first: compensation and mail at once, undecided ones
 * only when nobody has touched them for `undecidedIdleMs` (until then a request is still driving them).
 */
export async function findUnfinishedOrders(
  sql: Sql,
  options: { undecidedIdleMs: number; limit: number },
): Promise<StoredOrder[]> {
  const { rows } = await sql.query(
    `SELECT ${columnList} FROM gateway.orders
     WHERE (step IN ('requested', 'reserved', 'voiding', 'releasing') OR mail = 'owed')
       AND retry_at <= clock_timestamp()
       AND (step NOT IN ('requested', 'reserved')
            OR last_updated <= clock_timestamp() - make_interval(secs => $1::float8 / 1000))
     ORDER BY retry_at LIMIT $2`,
    [options.undecidedIdleMs, options.limit],
  );
  return rows.map((row) => toStored(row));
}

/** Postpones the next try of an unfinished order. */
export async function postponeOrder(
  sql: SqlWriter,
  orderId: string,
  delayMs: number,
): Promise<void> {
  await sql.write(
    `UPDATE gateway.orders SET retries = retries + 1,
       retry_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
     WHERE order_id = $1`,
    [orderId, delayMs],
  );
}

/** True when both describe the same request: what makes a repeated idempotency key a repeat. */
export function sameBooking(a: Booking, b: Booking): boolean {
  return (
    a.orderId === b.orderId &&
    a.flight === b.flight &&
    a.seats === b.seats &&
    a.card === b.card &&
    a.email === b.email
  );
}

function toStored(row: unknown): StoredOrder {
  const r = orderRow.parse(row);
  const booking: Booking = {
    orderId: r.order_id,
    flight: r.flight,
    seats: r.seats,
    card: r.card,
    email: r.email,
  };
  return { ...newOrder(booking), state: toState(r), retries: r.retries };
}

function toState(r: z.infer<typeof orderRow>): OrderState {
  switch (r.step) {
    case 'requested':
    case 'reserved':
      return { step: r.step };
    case 'confirmed':
      return { step: 'confirmed', mail: r.mail ?? 'owed' };
    case 'voiding':
    case 'releasing':
    case 'rejected':
      return { step: r.step, reason: r.reason ?? 'unavailable' };
  }
}
