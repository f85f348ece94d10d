// Inbox: remembers message ids in the transaction of the effect, so a redelivery has no second effect.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Sql, SqlWriter } from '../shared/db/database.ts';
import type { Message } from '../shared/domain/message.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { Delivery } from './delivery.ts';

const storedRow = z.object({
  message_id: z.string(),
  fresh: z.boolean(),
  partition: z.number(),
  log_offset: z.number(),
});

/**
 * Records deliveries and returns those whose message was never seen before, in order. Every record of the
 * log gets one row, so that rows can be compared with offsets: a second record of one message (a sender
 * that did not hear the broker's answer) has a row of its own, marked as a duplicate.
 */
export async function receive<M extends Message<unknown>>(
  sql: Sql,
  service: ServiceRole,
  deliveries: Delivery<M>[],
): Promise<Delivery<M>[]> {
  const first = new Map<string, Delivery<M>>();
  for (const delivery of deliveries)
    if (!first.has(delivery.message.messageId)) first.set(delivery.message.messageId, delivery);
  const stored = new Map(
    (await insert(sql, service, [...first], 0)).map((row) => [row.message_id, row]),
  );
  const copies = deliveries.filter((delivery) => {
    const row = stored.get(delivery.message.messageId);
    return !row || row.partition !== delivery.partition || `${row.log_offset}` !== delivery.offset;
  });
  await rememberCopies(
    sql,
    service,
    copies.map((copy) => ({ ...copy, messageId: copy.message.messageId })),
  );
  return [...first.values()].filter((d) => stored.get(d.message.messageId)?.fresh);
}

/** Takes messages back out: they had no effect, and their next delivery shall have one. */
export async function forget(
  sql: SqlWriter,
  service: ServiceRole,
  messageIds: string[],
): Promise<void> {
  await sql.write(`DELETE FROM ${service}.inbox WHERE message_id = ANY ($1::uuid[])`, [messageIds]);
}

/** A record of the log, and the message in it. */
export type LogRecord = { messageId: string; topic: string; partition: number; offset: string };

/** Notes further records of messages, marked as duplicates. */
export async function rememberCopies(
  sql: Sql,
  service: ServiceRole,
  copies: LogRecord[],
): Promise<void> {
  if (copies.length === 0) return;
  await insert(sql, service, [...new Map(copies.map((copy) => [copyId(copy), copy]))], 1);
}

async function insert(
  sql: Sql,
  service: ServiceRole,
  entries: [id: string, source: { topic: string; partition: number; offset: string }][],
  duplicates: 0 | 1,
): Promise<z.infer<typeof storedRow>[]> {
  // xmax = 0 marks an inserted row; an updated one was known already.
  const { rows } = await sql.query(
    `INSERT INTO ${service}.inbox AS i (message_id, topic, partition, log_offset, duplicates)
     SELECT r.*, $5 FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[]) AS r ORDER BY 1
     ON CONFLICT (message_id) DO UPDATE SET redeliveries = i.redeliveries
       + (i.partition = EXCLUDED.partition AND i.log_offset = EXCLUDED.log_offset)::int
     RETURNING message_id, xmax = 0 AS fresh, partition, log_offset`,
    [
      entries.map(([id]) => id),
      entries.map(([, source]) => source.topic),
      entries.map(([, source]) => source.partition),
      entries.map(([, source]) => source.offset),
      duplicates,
    ],
  );
  return rows.map((row) => storedRow.parse(row));
}

/** An id for a further record of a message, always the same for the same record. */
function copyId({ messageId, topic, partition, offset }: LogRecord): string {
  const digest = createHash('md5').update(`${messageId} ${topic} ${partition} ${offset}`);
  return digest.digest('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
