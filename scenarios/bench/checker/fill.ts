// Fills the real tables with a known mixture of orders: set by set in SQL, so that a million takes seconds.
import { inTransaction, type Database } from '../../../shared/db/database.ts';
import { slots, straySlot, t0, warmUpSlot, type Amounts } from './orders.ts';

/** Seats that a flight is said to have sold beyond those its reservations hold. */
export const plantedDrift = 3;

const flights = 20;
/** The tables of a flight bench. */
export const flightPlan = { count: flights, seatsPerFlight: 1_000_000 };

/** Writes the rows of all orders; `gapMs` lies between two arrivals. Analysed and committed when it returns. */
export async function fillTables(db: Database, amounts: Amounts, gapMs: number): Promise<void> {
  await inTransaction(db, async (sql) => {
    await sql.query(
      `CREATE TEMP TABLE recipe (slot int PRIMARY KEY, step text, reason text, decided_ms float8,
         seat text, mails int) ON COMMIT DROP;
       CREATE TEMP TABLE entry (slot int, key text, no smallint, kind text, cents int) ON COMMIT DROP;
       CREATE TEMP TABLE due (n int, slot int, order_id uuid, at_ms float8) ON COMMIT DROP;
       CREATE FUNCTION pg_temp.at(ms float8) RETURNS timestamptz LANGUAGE sql IMMUTABLE
         AS 'SELECT to_timestamp(ms / 1000)';`,
    );
    const rows = slots.map(({ row, seat, mails }, slot) => ({
      ...{ slot, step: row?.step, reason: row?.reason, decided_ms: row?.decidedMs, seat, mails },
    }));
    await sql.query(
      'INSERT INTO recipe SELECT * FROM json_populate_recordset(NULL::recipe, $1::json)',
      [JSON.stringify(rows)],
    );
    const entries = slots.flatMap(({ ledger }, slot) => ledger.map((e) => ({ slot, ...e })));
    await sql.query(
      'INSERT INTO entry SELECT * FROM json_populate_recordset(NULL::entry, $1::json)',
      [JSON.stringify(entries)],
    );
    const due = `INSERT INTO due
      SELECT n, coalesce($4::int, n % 1000), md5($1::text || '-' || n)::uuid,
             $2::float8 + n * $3::float8 + (n % 997) / 10.0
      FROM generate_series(0, $5::int - 1) n`;
    await sql.query(due, ['order', t0, gapMs, null, amounts.scheduled]);
    await sql.query(due, ['stray', t0, gapMs, straySlot, amounts.strays]);
    await sql.query(due, ['warm-up', t0 - 10_000, 1, warmUpSlot, amounts.warmUp]);
    await sql.query(
      `ANALYZE due;
       INSERT INTO gateway.orders (order_id, flight, seats, card, email, step, reason, decided_at, create_date)
       SELECT order_id, 'RB' || 1000 + n % ${flights}, 1, '4000000000000000', 'user@example.com', step, reason,
              pg_temp.at(at_ms + decided_ms), pg_temp.at(at_ms + 1)
       FROM due JOIN recipe USING (slot) WHERE step IS NOT NULL;
       INSERT INTO ticket.reservations (order_id, flight, seats, status, create_date, last_updated)
       SELECT order_id, 'RB' || 1000 + n % ${flights}, 1, seat, pg_temp.at(at_ms + 8), pg_temp.at(at_ms + 30)
       FROM due JOIN recipe USING (slot) WHERE seat IS NOT NULL;
       INSERT INTO card_network.ledger (idempotency_key, entry_no, kind, order_id, amount_cents, create_date)
       SELECT order_id || key, no, kind, order_id, cents, pg_temp.at(at_ms + 20 + 2 * no)
       FROM due JOIN entry USING (slot);
       INSERT INTO email.mail_sink (order_id, recipient, subject, create_date)
       SELECT order_id, 'user@example.com', 'Your booking', pg_temp.at(at_ms + decided_ms + 10 * copy)
       FROM due JOIN recipe USING (slot) CROSS JOIN generate_series(1, mails) copy;
       UPDATE ticket.flights f SET sold = held FROM
         (SELECT flight, sum(seats) AS held FROM ticket.reservations WHERE status = 'held' GROUP BY flight) h
       WHERE h.flight = f.flight;
       UPDATE ticket.flights SET sold = sold + ${plantedDrift} WHERE flight = 'RB1000';`,
    );
  });
}
