// Proves that what was fetched once is not asked for again, and that what cannot be had is said and not thrown.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockEntry, startMirror, type Misbehaviour } from './maven-mirror.ts';
import { prefetch } from './prefetch.ts';

const lock = ['one', 'two', 'three'].map(lockEntry);
let root: string;
let mirror: Awaited<ReturnType<typeof startMirror>>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'prefetch-test-'));
  mirror = await startMirror();
});
afterEach(async () => {
  await mirror.close();
  rmSync(root, { recursive: true });
});

async function jarsOf(env: NodeJS.ProcessEnv = {}) {
  const base = { KAFKA_JARS_DIR: join(root, 'cache'), MAVEN_REPO_URL: mirror.url, HOME: root };
  const findings = await prefetch({ env: { ...base, ...env }, lock, backoffMs: 1 });
  return findings.find(({ text }) => /^Kafka |jars|downloaded/.test(text));
}

test('fetches each jar once; the second time it says that all were there, and asks nobody', async () => {
  expect(await jarsOf()).toMatchObject({
    state: 'ok',
    text: expect.stringMatching(/3 fetched now$/),
  });
  const asked = mirror.requests.length;
  expect(asked).toBe(3);
  expect(await jarsOf()).toMatchObject({
    state: 'ok',
    text: expect.stringMatching(/3 jars .* all were there already$/),
  });
  expect(mirror.requests).toHaveLength(asked);
});

test('says which jar could not be had, and how to mend it', async () => {
  await mirror.close();
  const without: Misbehaviour = (name) => (name === 'two' ? 'missing' : 'good');
  mirror = await startMirror(without);
  expect(await jarsOf()).toMatchObject({
    state: 'missing',
    text: expect.stringMatching(/two:1\.0 could not be downloaded .* MAVEN_REPO_URL/),
  });
});

test('fetches nothing for a cluster that is there already', async () => {
  const brokers = { KAFKA_BROKERS: '127.0.0.1:1' };
  const findings = await prefetch({ env: brokers, lock, backoffMs: 1 });
  expect(findings.map(({ text }) => text)).toContain(
    'Kafka: nothing to fetch, KAFKA_BROKERS is set',
  );
});
