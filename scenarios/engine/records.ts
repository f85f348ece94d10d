// Reads everything that the server side recorded about a few orders, and whether its seats add up.
import { z } from 'zod';
import type { Sql } from '../../shared/db/database.ts';
import { entryKinds, reservationStates, steps } from './order-summary.ts';
import { epochMsOf } from './read-summaries.ts';

const instant = z.number();

const orderSchema = z.object({
  order_id: z.string(),
  step: z.enum(steps),
  reason: z.string().nullable(),
  created_ms: instant,
  decided_ms: instant.nullable(),
});
const reservationSchema = z.object({
  order_id: z.string(),
  status: z.enum(reservationStates),
  created_ms: instant,
  updated_ms: instant,
});
const entrySchema = z.object({
  order_id: z.string(),
  kind: z.enum(entryKinds),
  amount_cents: z.number(),
  created_ms: instant,
});
const mailSchema = z.object({ order_id: z.string(), created_ms: instant });

/** Everything the server side recorded about one order; instants are ms since the epoch. */
export type OrderRecords = {
  order: z.infer<typeof orderSchema> | undefined;
  reservations: z.infer<typeof reservationSchema>[];
  ledger: z.infer<typeof entrySchema>[];
  mails: z.infer<typeof mailSchema>[];
};

/**
 * The records of these orders, oldest first, with an entry for every id. For a handful: each row becomes an object. Instants
 * are those of the clock that the database's is `aheadMs` ahead of.
 */
export async function readRecords(
  sql: Sql,
  orderIds: readonly string[],
  aheadMs: number,
): Promise<Map<string, OrderRecords>> {
  const records = new Map(
    orderIds.map((id): [string, OrderRecords] => [
      id,
      { order: undefined, reservations: [], ledger: [], mails: [] },
    ]),
  );
  if (records.size === 0) return records;
  const ours = (column: string) => `${epochMsOf(column)} - $2::float8`;
  const read = async <Row extends { order_id: string }>(
    schema: z.ZodType<Row>,
    table: string,
    columns: string,
    add: (found: OrderRecords, row: Row) => void,
  ) => {
    const { rows } = await sql.query(
      `SELECT order_id, ${columns}, ${ours('create_date')} AS created_ms FROM ${table}
       WHERE order_id = ANY($1::uuid[]) ORDER BY create_date`,
      [[...records.keys()], aheadMs],
    );
    for (const row of z.array(schema).parse(rows)) {
      const found = records.get(row.order_id);
      if (found) add(found, row);
    }
  };
  const decided = `step, reason, ${ours('decided_at')} AS decided_ms`;
  await read(orderSchema, 'gateway.orders', decided, (found, row) => (found.order = row));
  const status = `status, ${ours('last_updated')} AS updated_ms`;
  await read(reservationSchema, 'ticket.reservations', status, (found, row) =>
    found.reservations.push(row),
  );
  await read(entrySchema, 'card_network.ledger', 'kind, amount_cents', (found, row) =>
    found.ledger.push(row),
  );
  await read(mailSchema, 'email.mail_sink', 'mail_id', (found, row) => found.mails.push(row));
  return records;
}

const seatRow = z.tuple([z.object({ oversold: z.number(), drift: z.number() })]);

/** Flights sold beyond capacity, and seats whose counter differs from the reservations held. */
export async function readSeatTotals(checker: Sql): Promise<{ oversold: number; drift: number }> {
  const { rows } = await checker.query(
    `SELECT count(*) FILTER (WHERE greatest(sold, held) > capacity) AS oversold,
            coalesce(sum(abs(sold - held)), 0)::int8 AS drift
     FROM (SELECT sold, capacity, coalesce(h.held, 0) AS held FROM ticket.flights f
           LEFT JOIN (SELECT flight, sum(seats) AS held FROM ticket.reservations
                      WHERE status = 'held' GROUP BY flight) h USING (flight)) seats`,
  );
  return seatRow.parse(rows)[0];
}
