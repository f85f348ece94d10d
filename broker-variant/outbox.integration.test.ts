// Why the outbox relay needs no snapshot horizon: it asks what is still there, not what comes after a number.
import { randomBytes } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { onConnection } from '../shared/db/database.ts';
import { createRunDatabase } from '../shared/db/run-database.ts';
import { useInfrastructure } from '../scenarios/engine/testing/test-bench.ts';
import {
  appendOutbox,
  publishByGrowingId,
  publishStored,
  type RelayRound,
  type RoundOptions,
} from './outbox.ts';

const infrastructure = useInfrastructure(['postgres']);
const row = (key: string) => ({ topic: 'tickets', key, value: '{}' });

/** A transaction takes the first id and commits last; what does a relay send that looks in between? */
async function sentBy(roundOf: (options: RoundOptions) => RelayRound): Promise<string[]> {
  const { postgres } = infrastructure();
  if (!postgres) throw new Error('PostgreSQL was not started');
  const database = await createRunDatabase(postgres.url, `t${randomBytes(5).toString('hex')}`, {
    count: 1,
    seatsPerFlight: 1,
  });
  const client = await database.checker.connect();
  try {
    const sent: string[] = [];
    const round = roundOf({
      send: (rows) => Promise.resolve(void sent.push(...rows.map(({ key }) => key))),
      ...{ service: 'gateway', relayBatch: 100 },
    });
    await client.query('BEGIN');
    await appendOutbox(onConnection(client), 'gateway', [row('began first, committed last')]);
    await appendOutbox(database.checker, 'gateway', [row('began later')]);
    await round(database.checker);
    expect(sent).toEqual(['began later']);
    await client.query('COMMIT');
    await round(database.checker);
    return sent;
  } finally {
    client.release(true);
    await database.drop();
  }
}

describe('the relay of the outbox', () => {
  it('sends a row whose transaction commits after a later row was sent', async () => {
    expect(await sentBy(publishStored)).toEqual(['began later', 'began first, committed last']);
  });

  it('says whether the table holds more than one round takes', async () => {
    const { postgres } = infrastructure();
    if (!postgres) throw new Error('PostgreSQL was not started');
    const name = `t${randomBytes(5).toString('hex')}`;
    const database = await createRunDatabase(postgres.url, name, { count: 1, seatsPerFlight: 1 });
    try {
      await appendOutbox(database.checker, 'gateway', ['a', 'b', 'c'].map(row));
      const round = publishStored({
        ...{ send: () => Promise.resolve(), service: 'gateway', relayBatch: 2 },
      });
      expect(await round(database.checker)).toEqual({ published: 2, isMore: true });
      // On one connection the second round follows the deletion of the first; a pool has several.
      await vi.waitUntil(
        async () => (await database.checker.query('SELECT FROM gateway.outbox')).rows.length === 1,
      );
      expect(await round(database.checker)).toEqual({ published: 1, isMore: false });
    } finally {
      await database.drop();
    }
  });

  it('would skip it if it followed the ids, as a feed by timestamp does', async () => {
    expect(await sentBy(publishByGrowingId)).toEqual(['began later']);
  });
});
