// Ticket Service: holds seats on flights, never more than there are, and gives them back.
import { z } from 'zod';
import type { OrderEvent } from '../domain/order.ts';
import { serviceOf, type Service } from './service.ts';

const reservationRow = z.object({
  order_id: z.string(),
  status: z.enum(['held', 'refused', 'released']),
  reason: z.enum(['sold-out', 'unknown-flight']).nullable(),
});

// One statement: lock the flights (sorted, so that two batches cannot deadlock), hand out what is free
// in request order, keep the refusals too so that a repeat gets the same answer. The running sum also counts
// requests of this batch that do not fit or are repeats; that can refuse a later one too many, but never oversells.
const reserveSql = `
WITH request AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[]) WITH ORDINALITY AS r (order_id, flight, seats, n)
), locked AS (
  SELECT flight, capacity - sold AS free FROM ticket.flights
  WHERE flight = ANY ($2) ORDER BY flight FOR UPDATE
), decided AS (
  SELECT request.*,
         CASE WHEN free IS NULL THEN 'unknown-flight'
              WHEN sum(seats) OVER (PARTITION BY flight ORDER BY n) > free THEN 'sold-out' END AS reason
  FROM request LEFT JOIN locked USING (flight)
), inserted AS (
  INSERT INTO ticket.reservations (order_id, flight, seats, status, reason)
  SELECT order_id, flight, seats, CASE WHEN reason IS NULL THEN 'held' ELSE 'refused' END, reason
  FROM decided ORDER BY order_id
  ON CONFLICT (order_id) DO NOTHING
  RETURNING order_id, flight, seats, status, reason
), sold AS (
  UPDATE ticket.flights f SET sold = f.sold + s.seats
  FROM (SELECT flight, sum(seats)::int AS seats FROM inserted WHERE status = 'held' GROUP BY flight) s
  WHERE f.flight = s.flight
)
SELECT order_id, status, reason FROM inserted`;

// A release that overtakes its reservation leaves a 'released' row behind, so the late one holds nothing.
// xmax <> 0 tells an updated row (seats were held) from an inserted one; counting `locked` makes
// PostgreSQL take the flight locks first, in the same order as a reservation does.
const releaseSql = `
WITH request AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[]) AS r (order_id, flight, seats)
), locked AS (
  SELECT flight FROM ticket.flights WHERE flight = ANY ($2) ORDER BY flight FOR UPDATE
), released AS (
  INSERT INTO ticket.reservations AS r (order_id, flight, seats, status)
  SELECT order_id, flight, seats, 'released' FROM request
  WHERE (SELECT count(*) FROM locked) >= 0 ORDER BY order_id
  ON CONFLICT (order_id) DO UPDATE SET status = 'released' WHERE r.status = 'held'
  RETURNING flight, seats, xmax <> 0 AS were_held
)
UPDATE ticket.flights f SET sold = f.sold - s.seats
FROM (SELECT flight, sum(seats)::int AS seats FROM released WHERE were_held GROUP BY flight) s
WHERE f.flight = s.flight`;

const reserve: Service = async (sql, requests) => {
  const first = await sql.query(reserveSql, columns(requests));
  const answers = new Map(parseRows(first.rows));
  const known = requests.map((r) => r.booking.orderId).filter((id) => !answers.has(id));
  if (known.length > 0) {
    const rows = await sql.query(
      'SELECT order_id, status, reason FROM ticket.reservations WHERE order_id = ANY ($1)',
      [known],
    );
    for (const [id, event] of parseRows(rows.rows)) answers.set(id, event);
  }
  return requests.map((r) => {
    const event = answers.get(r.booking.orderId);
    if (!event) throw new Error(`no reservation row for order ${r.booking.orderId}`);
    return event;
  });
};

const release: Service = async (sql, requests) => {
  await sql.write(releaseSql, columns(requests));
  return requests.map(() => ({ type: 'tickets-released' }));
};

function columns(requests: Parameters<Service>[1]): unknown[][] {
  return [
    requests.map((r) => r.booking.orderId),
    requests.map((r) => r.booking.flight),
    requests.map((r) => r.booking.seats),
  ];
}

function parseRows(rows: unknown[]): [string, OrderEvent][] {
  return rows.map((row) => {
    const { order_id, status, reason } = reservationRow.parse(row);
    return [
      order_id,
      status === 'held'
        ? { type: 'tickets-reserved' }
        : { type: 'tickets-refused', reason: reason ?? 'sold-out' },
    ];
  });
}

/** The Ticket Service: `reserve-tickets` and `release-tickets`, both idempotent by order id. */
export const ticketService: Service = serviceOf('ticket', (r) => r.booking.orderId, {
  'reserve-tickets': reserve,
  'release-tickets': release,
});
