// Several instances of a service share one outbox and one retry queue: all is done, and nothing twice.
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Database } from '../shared/db/database.ts';
import { createRunDatabase } from '../shared/db/run-database.ts';
import { createLog } from '../shared/host/log.ts';
import { eventually, useInfrastructure } from '../scenarios/engine/testing/test-bench.ts';
import { appendOutbox, publishStored } from './outbox.ts';
import { brokerProfiles } from './policy.ts';
import { startRelay } from './relay.ts';
import { postpone, takeDue } from './retry-queue.ts';

const infrastructure = useInfrastructure(['postgres']);
const log = createLog('test', 'error');

async function freshDatabase() {
  const { postgres } = infrastructure();
  if (!postgres) throw new Error('PostgreSQL was not started');
  const runId = `t${randomBytes(5).toString('hex')}`;
  return createRunDatabase(postgres.url, runId, { count: 1, seatsPerFlight: 1 });
}

/** The same database, but the server takes until `notice` to see that a session has been given up. */
function slowToNotice(db: Database) {
  const endings: (() => void)[] = [];
  const connect = async () => {
    const client = await db.connect();
    const release = client.release.bind(client);
    endings.push(() => release(true));
    client.release = () => undefined;
    return client;
  };
  return { db: { ...db, connect }, notice: () => endings.forEach((end) => end()) };
}

describe('two relays on one outbox', () => {
  it('the one that is not elected calls the other; the last to stop leaves nothing behind', async () => {
    const database = await freshDatabase();
    const db = database.checker;
    const slow = slowToNotice(db);
    const sent: string[] = [];
    const relayOf = (name: string) =>
      startRelay({
        ...{ db: slow.db, service: 'billing', log },
        // Whoever waits for the safety net waits longer than the test does.
        pollMs: 600_000,
        publish: publishStored({
          ...{ service: 'billing', relayBatch: 100 },
          send: (rows) =>
            Promise.resolve(void sent.push(...rows.map(({ key }) => `${key} by ${name}`))),
        }),
      });
    const commit = (key: string) =>
      appendOutbox(db, 'billing', [{ topic: 'order-updates', key, value: '{}' }]);
    const relays = [relayOf('first')];
    try {
      await commit('1');
      relays[0]?.wake();
      await eventually('the first to be elected', () => (sent.length === 1 ? true : undefined));
      relays.push(relayOf('second'));
      await commit('2');
      relays[1]?.wake();
      await eventually('the first to be called', () => (sent.length === 2 ? true : undefined));
      await relays[0]?.stop();
      await commit('3');
      await relays[1]?.stop();
      expect(sent).toEqual(['1 by first', '2 by first', '3 by second']);
    } finally {
      await Promise.all(relays.map((relay) => relay.stop()));
      slow.notice();
      await database.drop();
    }
  });
});

describe('two instances at one retry queue', () => {
  it('never try the same message at once, and one that is taken and left comes again', async () => {
    const database = await freshDatabase();
    const db = database.checker;
    try {
      const at = { topic: 'billing', partition: 0, key: 'k', value: '{}', attempts: 1 };
      const waiting = Array.from({ length: 20 }, (_, n) => ({
        ...{ ...at, messageId: randomUUID(), offset: `${n}` },
      }));
      const policy = { ...brokerProfiles.broker, retryInitialMs: 0, retryMaxMs: 0 };
      await postpone(db, 'billing', waiting, policy);
      const take = async (leaseMs: number) => {
        const taken = await Promise.all(
          [1, 2].map(() => takeDue(db, 'billing', { maxBatch: 15, sessionTimeoutMs: leaseMs })),
        );
        return taken.flat().map(({ messageId }) => messageId);
      };
      const all = waiting.map(({ messageId }) => messageId).toSorted();
      // Whoever took these died at once, and gave nothing back.
      expect(new Set(await take(0)).size).toBeGreaterThan(0);
      expect((await take(60_000)).toSorted()).toEqual(all);
      expect(await take(60_000)).toEqual([]);
    } finally {
      await database.drop();
    }
  });
});
