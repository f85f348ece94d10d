// Proves that the doctor tells what is missing from what is merely absent, with the way to mend it.
import { expect, test } from 'vitest';
import { checkKafka } from './doctor-kafka.ts';
import { checkMemory, checkNode, checkOptional, checkPorts } from './doctor-machine.ts';
import { checkPostgres } from './doctor-postgres.ts';
import { freePort } from './free-port.ts';
import { satisfies } from './node-range.ts';

const range = '>=20.19 <21 || >=22.12';

test.each([
  ['20.19.0', true],
  ['20.20.2', true],
  ['20.18.3', false],
  ['21.0.0', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.1.0', true],
  ['8.0.0', false],
])('Node %s in the range: %s', (version, allowed) => {
  expect(satisfies(version, range)).toBe(allowed);
});

test('an unsuitable Node is missing and the mend is a command', async () => {
  const finding = await checkNode('18.20.0');
  expect(finding.state).toBe('missing');
  expect(finding.mend).toContain('nvm install');
});

test('a database that does not answer is named by host and port, never by its password', async () => {
  const port = await freePort();
  const finding = await checkPostgres({ DATABASE_URL: `postgres://me:hush@127.0.0.1:${port}/x` });
  expect(finding.state).toBe('missing');
  expect(finding.text).toContain(`127.0.0.1:${port}`);
  expect(JSON.stringify(finding)).not.toContain('hush');
});

test('a DATABASE_URL that is no URL is reported, not thrown', async () => {
  const finding = await checkPostgres({ DATABASE_URL: 'nonsense' });
  expect(finding.state).toBe('missing');
});

test('brokers that do not answer are named', async () => {
  const broker = `127.0.0.1:${await freePort()}`;
  const finding = await checkKafka({ KAFKA_BROKERS: broker }, 300);
  expect(finding).toMatchObject({ state: 'missing', text: expect.stringContaining(broker) });
});

test('what a run does without is a note', async () => {
  expect(await checkOptional({ PATH: '' }, 'Docker', ['docker'], 'x')).toMatchObject({
    state: 'note',
  });
  expect((await checkMemory(1_000)).state).toBe('note');
});

test('loopback ports can be bound here', async () => {
  expect((await checkPorts()).state).toBe('ok');
});
