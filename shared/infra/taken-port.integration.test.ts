// Proves that a port which another program took between finding and using it costs a retry, not the run.
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startInfrastructure } from './infrastructure.ts';

const offered = vi.hoisted(() => [] as number[]);
vi.mock('./free-port.ts', async (original) => {
  const real = await original<typeof import('./free-port.ts')>();
  return { freePort: () => Promise.resolve(offered.shift() ?? real.freePort()) };
});

let occupant: Server;
let taken = 0;
beforeAll(async () => {
  vi.stubEnv('KAFKA_BROKERS', '');
  vi.stubEnv('DATABASE_URL', '');
  occupant = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => occupant.once('listening', resolve));
  const address = occupant.address();
  taken = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => {
  occupant.close();
});

test('PostgreSQL moves to another port', async () => {
  offered.push(taken);
  const { postgres, stop } = await startInfrastructure({ needs: ['postgres'] });
  await stop();
  expect(offered).toEqual([]);
  expect(postgres?.url).not.toContain(`:${taken}/`);
});

test('Kafka moves to another port', async () => {
  offered.push(taken);
  const { kafka, stop } = await startInfrastructure({ needs: ['kafka'] });
  await stop();
  expect(offered).toEqual([]);
  expect(kafka?.brokers).not.toContain(`127.0.0.1:${taken}`);
});

test('after three taken ports it gives up and says why', async () => {
  offered.push(taken, taken, taken);
  await expect(startInfrastructure({ needs: ['postgres'] })).rejects.toThrow(/already in use/i);
});
