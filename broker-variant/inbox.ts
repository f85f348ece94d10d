// Inbox: remembers message ids in the transaction of the effect, so a redelivery has no second effect.
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import type { Message } from '../shared/domain/message.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { Delivery } from './delivery.ts';

const receivedRow = z.object({ message_id: z.string(), fresh: z.boolean() });

/** Records deliveries and returns those never seen before, in order. */
export async function receive<M extends Message<unknown>>(
  sql: Sql,
  service: ServiceRole,
  deliveries: Delivery<M>[],
): Promise<Delivery<M>[]> {
  const distinct = new Map(deliveries.map((d) => [d.message.messageId, d]));
  const list = [...distinct.values()];
  // xmax = 0 marks an inserted row; an updated one was known already.
  const { rows } = await sql.query(
    `INSERT INTO ${service}.inbox AS i (message_id, topic, partition, log_offset)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::bigint[]) ORDER BY 1
     ON CONFLICT (message_id) DO UPDATE SET
       redeliveries = i.redeliveries + (i.log_offset = EXCLUDED.log_offset)::int,
       duplicates = i.duplicates + (i.log_offset <> EXCLUDED.log_offset)::int
     RETURNING message_id, xmax = 0 AS fresh`,
    [
      list.map((d) => d.message.messageId),
      list.map((d) => d.topic),
      list.map((d) => d.partition),
      list.map((d) => d.offset),
    ],
  );
  const fresh = new Set(
    rows.map((row) => receivedRow.parse(row)).flatMap((r) => (r.fresh ? [r.message_id] : [])),
  );
  return list.filter((d) => fresh.has(d.message.messageId));
}
