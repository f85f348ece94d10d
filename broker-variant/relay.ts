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
 * Of several instances one is elected and publishes for all: rows of one order, written by different
 * instances, would otherwise overtake each other. The others call it by NOTIFY when they have committed.
 */
export function startRelay(deps: {
  db: Database;
  publish: RelayRound;
  service: ServiceRole;
  pollMs: number;
  log: Log;
}): Relay {
  const { db, publish, service, pollMs, log } = deps;
  const channel = `outbox_${service}`;
  const lock = `relay ${service}`;
  const call = createCaller(db, channel, log);
  let stopped = false;
  let elected = false;
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
  const wake = () => {
    pending = true;
    wakeUp?.();
  };

  /** Waits until the elected one is gone. Who stops tries once more: the last one leaves nothing behind. */
  const election = async (sql: Sql): Promise<boolean> => {
    for (;;) {
      const { rows } = await sql.query('SELECT pg_try_advisory_lock(hashtext($1)) AS elected', [
        lock,
      ]);
      if (electedRow.parse(rows[0]).elected) return true;
      if (stopped) return false;
      await pause();
    }
  };

  const relayOn = async (client: PoolClient) => {
    const sql = onConnection(client);
    // Losing such a delete in a power cut only publishes the row once more: no need to wait for the disk.
    await sql.query('SET synchronous_commit = off');
    if (!(await election(sql))) return;
    client.on('notification', wake);
    await sql.query(`LISTEN ${channel}`);
    elected = true;
    while (!stopped) {
      pending = false;
      const { isMore } = await publish(sql);
      // Whoever commits says so: looking once more after each round would be half of all that a relay asks.
      if (isMore || pending || stopped) continue;
      await pause();
    }
    // The last round hears that what the one before has published is deleted.
    while ((await publish(sql)).published > 0);
    // Not left to the end of the session, which the server notices when it likes: whoever stops next tries only once.
    await sql.query('SELECT pg_advisory_unlock(hashtext($1))', [lock]);
  };

  const loop = async () => {
    while (!stopped) {
      let client: PoolClient | undefined;
      try {
        client = await db.connect();
        await relayOn(client);
      } catch (error) {
        log.warn('relay interrupted', { error: messageOf(error) });
        await pause();
      } finally {
        elected = false;
        // Destroyed, not pooled: the session holds the advisory lock.
        client?.release(true);
      }
    }
  };
  const done = loop();
  return {
    wake: () => (elected ? wake() : call.now()),
    stop: async () => {
      stopped = true;
      wakeUp?.();
      await Promise.all([done, call.settled()]);
    },
  };
}

/** Calls the relay of another instance, one call at a time: one more covers all that came meanwhile. */
function createCaller(db: Database, channel: string, log: Log) {
  let calling: Promise<void> | undefined;
  let again = false;
  const now = () => {
    again = calling !== undefined;
    calling ??= db
      .query("SELECT pg_notify($1, '')", [channel])
      // It looks by itself now and then.
      .catch((error: unknown) => log.debug('relay not called', { error: messageOf(error) }))
      .then(() => {
        calling = undefined;
        if (again) now();
      });
  };
  return {
    now,
    settled: async () => {
      while (calling) await calling;
    },
  };
}
