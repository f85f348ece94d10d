// Transactional outbox: messages are rows first, written with the effect, and published afterwards.
import { randomUUID } from 'node:crypto';
import type { Producer } from 'kafkajs';
import { z } from 'zod';
import type { Sql, SqlWriter } from '../shared/db/database.ts';
import type { CommandMessage, EventMessage, Message } from '../shared/domain/message.ts';
import type { ServiceRole } from '../shared/variant.ts';

/** A record to be published. */
export type OutboxRow = { topic: string; key: string; value: string };

/** An outbox row carrying a message in its envelope. */
export function outboxRow(
  topic: string,
  orderId: string,
  body: CommandMessage['body'] | EventMessage['body'],
  nowMs: number,
): OutboxRow {
  const message: Message<typeof body> = {
    messageId: randomUUID(),
    orderId,
    occurredAtMs: Math.round(nowMs * 100) / 100,
    body,
  };
  return { topic, key: orderId, value: JSON.stringify(message) };
}

/** Appends rows to the service's outbox, inside the transaction of the effect. */
export async function appendOutbox(
  sql: SqlWriter,
  service: ServiceRole,
  rows: OutboxRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql.write(
    `INSERT INTO ${service}.outbox (topic, key, value)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
    [rows.map((r) => r.topic), rows.map((r) => r.key), rows.map((r) => r.value)],
  );
}

/** Sends records to their topics; resolves when the broker has them. */
export type Send = (rows: OutboxRow[]) => Promise<void>;

/** Sends through a producer. */
export function sendBy(producer: Producer): Send {
  return async (rows) => {
    if (rows.length === 0) return;
    const topics = [...new Set(rows.map((row) => row.topic))];
    await producer.sendBatch({
      acks: -1,
      topicMessages: topics.map((topic) => ({
        topic,
        messages: rows
          .filter((row) => row.topic === topic)
          .map(({ key, value }) => ({ key, value })),
      })),
    });
  };
}

const storedRow = z.object({
  id: z.number(),
  topic: z.string(),
  key: z.string(),
  value: z.string(),
});

/** One round of a relay: publishes the next rows. */
export type RelayRound = (sql: Sql) => Promise<{
  published: number;
  /** The table held more than one round takes. Without it, whatever is there now was committed later. */
  isMore: boolean;
}>;

/** What a round needs. */
export type RoundOptions = { send: Send; service: ServiceRole; relayBatch: number };

/** Below what a broker takes in one batch (1 MiB), with room for what surrounds the values. */
const roundBytes = 512 * 1_024;

/** The first rows that fit into one round; at least one. */
export function fitting<Row extends { value: string }>(rows: Row[]): Row[] {
  let bytes = 0;
  const end = rows.findIndex(({ value }, i) => {
    bytes += Buffer.byteLength(value);
    return i > 0 && bytes > roundBytes;
  });
  return end === -1 ? rows : rows.slice(0, end);
}

/** Publishes what is in the table, oldest first, and deletes exactly that. */
export function publishStored({ send, service, relayBatch }: RoundOptions): RelayRound {
  let deleting: Promise<unknown> = Promise.resolve();
  return async (sql) => {
    // Sent right behind the deletion of the round before, which is over when this is answered.
    const found = sql.query(
      `SELECT id, topic, key, value FROM ${service}.outbox ORDER BY id LIMIT $1`,
      [relayBatch],
    );
    const before = deleting;
    // A deletion that failed is said once: the rows are still there, and come again.
    deleting = Promise.resolve();
    const [{ rows }] = await Promise.all([found, before]);
    if (rows.length === 0) return { published: 0, isMore: false };
    const stored = fitting(rows.map((row) => storedRow.parse(row)));
    await send(stored);
    deleting = sql.query(`DELETE FROM ${service}.outbox WHERE id = ANY ($1)`, [
      stored.map((row) => row.id),
    ]);
    // Heard by the next round.
    deleting.catch(() => undefined);
    return {
      published: stored.length,
      isMore: stored.length < rows.length || rows.length === relayBatch,
    };
  };
}

/** The defect of `planted-outbox-growing-id`: follows the ids and takes all below for published. */
export function publishByGrowingId({ send, service, relayBatch }: RoundOptions): RelayRound {
  let lastSeen = 0;
  return async (sql) => {
    const { rows } = await sql.query(
      `SELECT id, topic, key, value FROM ${service}.outbox WHERE id > $2 ORDER BY id LIMIT $1`,
      [relayBatch, lastSeen],
    );
    const stored = rows.map((row) => storedRow.parse(row));
    await send(stored);
    lastSeen = stored.at(-1)?.id ?? lastSeen;
    await sql.query(`DELETE FROM ${service}.outbox WHERE id <= $1`, [lastSeen]);
    return { published: stored.length, isMore: rows.length === relayBatch };
  };
}
