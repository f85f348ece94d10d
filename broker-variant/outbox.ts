// Transactional outbox: messages are rows first, written with the effect; one relay publishes them.
import { randomUUID } from 'node:crypto';
import type { Producer } from 'kafkajs';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { onConnection, type Database, type Sql } from '../shared/db/database.ts';
import type { CommandMessage, EventMessage, Message } from '../shared/domain/message.ts';
import { messageOf, type Log } from '../shared/host/log.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { BrokerPolicy } from './policy.ts';

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
    occurredAtMs: nowMs,
    body,
  };
  return { topic, key: orderId, value: JSON.stringify(message) };
}

/** Appends rows to the service's outbox, inside the transaction of the effect. */
export async function appendOutbox(
  sql: Sql,
  service: ServiceRole,
  rows: OutboxRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await sql.query(
    `INSERT INTO ${service}.outbox (topic, key, value)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
    [rows.map((r) => r.topic), rows.map((r) => r.key), rows.map((r) => r.value)],
  );
}

const storedRow = z.object({
  id: z.number(),
  topic: z.string(),
  key: z.string(),
  value: z.string(),
});

const electedRow = z.object({ elected: z.boolean() });

/** Publishes a service's outbox in order, at least once. */
export type Relay = { wake(): void; stop(): Promise<void> };

/**
 * Starts the relay of one service. It awaits each send before the next, so one order's messages keep
 * their order; a crash between send and delete publishes a row again, which the inbox absorbs.
 */
export function startRelay(deps: {
  db: Database;
  producer: Producer;
  service: ServiceRole;
  policy: BrokerPolicy;
  log: Log;
}): Relay {
  const { db, producer, service, policy, log } = deps;
  let stopped = false;
  let pending = false;
  let wakeUp: (() => void) | undefined;

  const publish = async (sql: Sql): Promise<number> => {
    const { rows } = await sql.query(
      `SELECT id, topic, key, value FROM ${service}.outbox ORDER BY id LIMIT $1`,
      [policy.relayBatch],
    );
    if (rows.length === 0) return 0;
    const stored = rows.map((row) => storedRow.parse(row));
    const topics = [...new Set(stored.map((row) => row.topic))];
    await producer.sendBatch({
      acks: -1,
      topicMessages: topics.map((topic) => ({
        topic,
        messages: stored
          .filter((row) => row.topic === topic)
          .map(({ key, value }) => ({ key, value })),
      })),
    });
    await sql.query(`DELETE FROM ${service}.outbox WHERE id = ANY ($1)`, [
      stored.map((row) => row.id),
    ]);
    return stored.length;
  };

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, policy.relayPollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const relayOn = async (sql: Sql) => {
    // Losing such a delete in a power cut only publishes the row once more: no need to wait for the disk.
    await sql.query('SET synchronous_commit = off');
    // One relay per service keeps the order; a second instance polls until the first is gone.
    const { rows } = await sql.query('SELECT pg_try_advisory_lock(hashtext($1)) AS elected', [
      `relay ${service}`,
    ]);
    if (!electedRow.parse(rows[0]).elected) return pause();
    while (!stopped) {
      pending = false;
      if ((await publish(sql)) > 0 || pending || stopped) continue;
      await pause();
    }
    while ((await publish(sql)) > 0);
  };

  const loop = async () => {
    while (!stopped) {
      let client: PoolClient | undefined;
      try {
        client = await db.connect();
        await relayOn(onConnection(client));
      } catch (error) {
        log.warn('relay interrupted', { error: messageOf(error) });
        await pause();
      } finally {
        // Destroyed, not pooled: the session holds the advisory lock.
        client?.release(true);
      }
    }
  };
  const done = loop();
  return {
    wake: () => {
      pending = true;
      wakeUp?.();
    },
    stop: async () => {
      stopped = true;
      wakeUp?.();
      await done;
    },
  };
}
