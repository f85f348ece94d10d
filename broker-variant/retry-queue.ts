// Messages that failed wait here for their next try, so that nobody behind them has to.
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { BrokerPolicy } from './policy.ts';

const waitingRow = z.object({
  message_id: z.string(),
  topic: z.string(),
  partition: z.number(),
  log_offset: z.number(),
  key: z.string(),
  value: z.string(),
  attempts: z.number(),
});

const positionRow = waitingRow.pick({ message_id: true, partition: true, log_offset: true });

/** A message waiting for its next try. */
export type WaitingMessage = {
  messageId: string;
  topic: string;
  partition: number;
  offset: string;
  key: string;
  value: string;
  /** How often it has been tried. */
  attempts: number;
};

/**
 * Puts messages into the queue, or moves their due time; `attempts` counts the tries so far. Resolves with
 * those of which another record was waiting already.
 */
export async function postpone(
  sql: Sql,
  service: ServiceRole,
  messages: WaitingMessage[],
  policy: BrokerPolicy,
): Promise<WaitingMessage[]> {
  const { rows } = await sql.query(
    `INSERT INTO ${service}.retry_queue AS q
       (message_id, topic, partition, log_offset, key, value, attempts, due_at)
     SELECT r.message_id, r.topic, r.partition, r.log_offset, r.key, r.value, r.attempts,
            clock_timestamp() + make_interval(secs => r.delay_ms / 1000)
     FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::int[], $8::float8[])
       AS r (message_id, topic, partition, log_offset, key, value, attempts, delay_ms)
     ORDER BY 1
     ON CONFLICT (message_id) DO UPDATE
       SET attempts = greatest(q.attempts, EXCLUDED.attempts), due_at = EXCLUDED.due_at
     RETURNING message_id, partition, log_offset`,
    [
      messages.map((m) => m.messageId),
      messages.map((m) => m.topic),
      messages.map((m) => m.partition),
      messages.map((m) => m.offset),
      messages.map((m) => m.key),
      messages.map((m) => m.value),
      messages.map((m) => m.attempts),
      messages.map((m) => retryDelayMs(policy, m.attempts)),
    ],
  );
  const stored = new Map(
    rows.map((row) => positionRow.parse(row)).map((row) => [row.message_id, row]),
  );
  return messages.filter(({ messageId, partition, offset }) => {
    const row = stored.get(messageId);
    return row?.partition !== partition || String(row.log_offset) !== offset;
  });
}

/** Exponential backoff in ms after the n-th attempt, capped. */
export function retryDelayMs(policy: BrokerPolicy, attempts: number): number {
  return Math.min(policy.retryMaxMs, policy.retryInitialMs * 2 ** Math.min(attempts - 1, 16));
}

/**
 * Takes messages whose time has come, oldest first. Nobody else is given them for as long as a killed consumer's
 * partitions stay idle: several instances of a service look into one queue, and one that dies gives nothing back.
 */
export async function takeDue(
  sql: Sql,
  service: ServiceRole,
  { maxBatch, sessionTimeoutMs }: Pick<BrokerPolicy, 'maxBatch' | 'sessionTimeoutMs'>,
): Promise<WaitingMessage[]> {
  const { rows } = await sql.query(
    `WITH due AS (
       SELECT message_id, due_at AS was_due FROM ${service}.retry_queue
       WHERE due_at <= clock_timestamp() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
     ), taken AS (
       UPDATE ${service}.retry_queue q
       SET due_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000)
       FROM due WHERE q.message_id = due.message_id RETURNING q.*, was_due
     )
     SELECT message_id, topic, partition, log_offset, key, value, attempts
     FROM taken ORDER BY was_due`,
    [maxBatch, sessionTimeoutMs],
  );
  return rows.map((row) => {
    const r = waitingRow.parse(row);
    return {
      messageId: r.message_id,
      topic: r.topic,
      partition: r.partition,
      offset: String(r.log_offset),
      key: r.key,
      value: r.value,
      attempts: r.attempts,
    };
  });
}

/** Whether anything waits, due or not. */
export async function isAnyWaiting(sql: Sql, service: ServiceRole): Promise<boolean> {
  const { rows } = await sql.query(`SELECT 1 FROM ${service}.retry_queue LIMIT 1`, []);
  return rows.length > 0;
}

/** Takes messages off the queue. */
export async function removeWaiting(
  sql: Sql,
  service: ServiceRole,
  messageIds: string[],
): Promise<void> {
  if (messageIds.length === 0) return;
  await sql.query(`DELETE FROM ${service}.retry_queue WHERE message_id = ANY ($1)`, [messageIds]);
}
