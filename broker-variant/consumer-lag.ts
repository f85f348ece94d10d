// Expected state against actual state by consumer offsets: how far each group is, and what its tables say.
import type { Admin } from 'kafkajs';
import { z } from 'zod';
import type { Sql } from '../shared/db/database.ts';
import type { OffsetRow } from '../shared/variant.ts';
import type { DeadLetter } from './dead-letter.ts';
import { consumers, groupOf, topicOf } from './topics.ts';

/** Log-end and committed offsets of every group, summed over partitions. */
export async function readOffsets(
  admin: Admin,
  prefix: string,
): Promise<Omit<OffsetRow, 'expected' | 'actual'>[]> {
  return Promise.all(
    consumers.map(async ({ role, topic: name }) => {
      const topic = topicOf(prefix, name);
      const group = groupOf(prefix, role);
      // In this order: a log only grows, so its end is never behind what was committed before.
      const [committedOffsets] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      const ends = await admin.fetchTopicOffsets(topic);
      const logEnd = ends.reduce((sum, p) => sum + Number(p.high), 0);
      // −1 means that the group has not committed on that partition yet.
      const committed = (committedOffsets?.partitions ?? []).reduce(
        (sum, p) => sum + Math.max(0, Number(p.offset)),
        0,
      );
      return { topic: name, group, logEnd, committed, lag: logEnd - committed };
    }),
  );
}

const handledRow = z.tuple([z.object({ handled: z.number() })]);

/**
 * Joins the offsets with the tables. `expected` is the committed offset: every record before it must
 * have been handled. `actual` counts how: in the inbox (each record once; profiles without dedup keep it
 * too, as a log of what was received), waiting for its first
 * success in the retry queue, or in the dead-letter topic without ever having been in the inbox.
 */
export async function compareOffsets(
  admin: Admin,
  checker: Sql,
  prefix: string,
  deadLetters: DeadLetter[],
): Promise<OffsetRow[]> {
  const rows: OffsetRow[] = [];
  for (const row of await readOffsets(admin, prefix)) {
    const role = consumers.find((c) => c.topic === row.topic)?.role ?? 'gateway';
    const dead = deadLetters.filter((d) => d.topic === row.topic);
    const { rows: counted } = await checker.query(
      `SELECT (SELECT count(*) FROM ${role}.inbox)
            + (SELECT count(*) FROM ${role}.retry_queue q
               WHERE NOT EXISTS (SELECT FROM ${role}.inbox i WHERE i.message_id = q.message_id))
            + (SELECT count(*) FROM unnest($1::int[], $2::bigint[]) AS d (partition, log_offset)
               WHERE NOT EXISTS (SELECT FROM ${role}.inbox i
                                 WHERE i.partition = d.partition AND i.log_offset = d.log_offset))
            AS handled`,
      [dead.map((d) => d.partition), dead.map((d) => d.offset)],
    );
    rows.push({ ...row, expected: row.committed, actual: handledRow.parse(counted)[0].handled });
  }
  return rows;
}
