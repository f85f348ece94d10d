// A Ticket Service with a defect on purpose: it looks for free seats first and takes them afterwards.
import { z } from 'zod';
import type { Sql } from '../db/database.ts';
import type { OrderEvent } from '../domain/order.ts';
import { serviceOf, type Service, type ServiceRequest } from './service.ts';

const knownSql = 'SELECT status, reason FROM ticket.reservations WHERE order_id = $1';

const freeSql = `
SELECT (capacity - coalesce((SELECT sum(seats) FROM ticket.reservations r
                             WHERE r.flight = f.flight AND r.status = 'held'), 0))::int AS free
FROM ticket.flights f WHERE flight = $1`;

const writeSql = `
INSERT INTO ticket.reservations (order_id, flight, seats, status, reason) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (order_id) DO NOTHING`;

// The flight's counter is left alone: its CHECK would refuse what this defect is about.
const releaseSql = `
INSERT INTO ticket.reservations AS r (order_id, flight, seats, status) VALUES ($1, $2, $3, 'released')
ON CONFLICT (order_id) DO UPDATE SET status = 'released' WHERE r.status = 'held'`;

const knownRow = z.object({
  status: z.enum(['held', 'refused', 'released']),
  reason: z.enum(['sold-out', 'unknown-flight']).nullable(),
});
const freeRow = z.object({ free: z.number() });

type Refusal = 'sold-out' | 'unknown-flight';

async function reserve(sql: Sql, { booking }: ServiceRequest): Promise<OrderEvent> {
  const [known] = (await sql.query(knownSql, [booking.orderId])).rows;
  if (known) {
    const { status, reason } = knownRow.parse(known);
    return answer(status === 'held' ? null : (reason ?? 'sold-out'));
  }
  const [flight] = (await sql.query(freeSql, [booking.flight])).rows;
  const refusal: Refusal | null = !flight
    ? 'unknown-flight'
    : freeRow.parse(flight).free < booking.seats
      ? 'sold-out'
      : null;
  // Whatever happens between the look above and the write below, nobody looks again.
  await sql.query(writeSql, [
    ...[booking.orderId, booking.flight, booking.seats],
    ...[refusal ? 'refused' : 'held', refusal],
  ]);
  return answer(refusal);
}

async function release(sql: Sql, { booking }: ServiceRequest): Promise<OrderEvent> {
  await sql.query(releaseSql, [booking.orderId, booking.flight, booking.seats]);
  return { type: 'tickets-released' };
}

function answer(refusal: Refusal | null): OrderEvent {
  return refusal ? { type: 'tickets-refused', reason: refusal } : { type: 'tickets-reserved' };
}

/** Each request on its own, side by side, as a service without batches handles them. */
const oneByOne =
  (handle: (sql: Sql, request: ServiceRequest) => Promise<OrderEvent>): Service =>
  (sql, requests) =>
    Promise.all(requests.map((request) => handle(sql, request)));

/** DeathStarBench, hotel reservation: check and set without a lock. Oversells under concurrency. */
export const checkThenSetTicketService: Service = serviceOf('ticket', (r) => r.booking.orderId, {
  'reserve-tickets': oneByOne(reserve),
  'release-tickets': oneByOne(release),
});
