// The relay of one service: publishes its outbox for as long as the service runs, at least once.
import type { PoolClient } from 'pg';
import { z } from 'zod';
import { onConnection, type Database, type Sql } from '../shared/db/database.ts';
import { messageOf, type Log } from '../shared/host/log.ts';
import type { ServiceRole } from '../shared/variant.ts';
import type { RelayRound } from './outbox.ts';

const electedRow = z.object({ elected: z.boolean() });

/** Publishes a service's outbox in order, at least once. */
export type Relay = { wake(): void; stop(): Promise<void> };

/**
 * Starts the relay of one service. It awaits each send before the next, so one order's messages keep
 * their order; a crash between send and delete publishes a row again, which the inbox absorbs.
 */
export function startRelay(deps: {
  db: Database;
  publish: RelayRound;
  service: ServiceRole;
  pollMs: number;
  log: Log;
}): Relay {
  const { db, publish, service, pollMs, log } = deps;
  let stopped = false;
  let pending = false;
  let wakeUp: (() => void) | undefined;

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
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
