// Proves that only genuine jars reach the class path, whatever the network, the cache or another run does.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EnvironmentError } from './environment-error.ts';
import { jarFile, lockedKafkaVersion, readJarLock } from './jar-lock.ts';
import { fetchKafkaJars, jarCacheDir } from './kafka-jars.ts';
import { jarContent, lockEntry, startMirror, type Misbehaviour } from './maven-mirror.ts';

const names = Array.from({ length: 12 }, (_, index) => `part-${index}`);
const lock = names.map(lockEntry);
let root: string;
let mirror: Awaited<ReturnType<typeof startMirror>>;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'jars-test-'));
  mirror = await startMirror();
});
afterEach(async () => {
  await mirror.close();
  rmSync(root, { recursive: true });
});

async function useMirror(misbehave: Misbehaviour): Promise<void> {
  await mirror.close();
  mirror = await startMirror(misbehave);
}

function fetchJars(signal?: AbortSignal): Promise<string[]> {
  const env = { KAFKA_JARS_DIR: join(root, 'cache'), MAVEN_REPO_URL: mirror.url, HOME: root };
  return fetchKafkaJars({ lock, env, backoffMs: 1, signal });
}

function cached(name: string): string {
  return join(root, 'cache', `${name}-1.0.jar`);
}

function expectAllGenuine(): void {
  expect(readdirSync(join(root, 'cache')).toSorted()).toEqual(lock.map(jarFile).toSorted());
  for (const name of names) expect(readFileSync(cached(name))).toEqual(jarContent(name));
}

test('an empty cache is filled from the mirror, one request a jar, by the Maven layout', async () => {
  const paths = await fetchJars();
  expect(paths).toEqual(names.map(cached));
  expect(mirror.requests).toHaveLength(names.length);
  expect(mirror.requests).toContain('/mirror/org/example/part-0/1.0/part-0-1.0.jar');
  expectAllGenuine();
});

test('a full cache needs no network', async () => {
  await fetchJars();
  await mirror.close();
  await fetchJars();
  expectAllGenuine();
});

test.each(['corrupted', 'truncated', 'cut', 'missing'] as const)(
  'a download that is %s at first is asked for again',
  async (answer) => {
    await useMirror((name, request) => (name === 'part-3' && request < 4 ? answer : 'good'));
    await fetchJars();
    expect(mirror.requests).toHaveLength(names.length + 3);
    expectAllGenuine();
  },
);

test.each([
  ['corrupted', 'does not match the lock'],
  ['truncated', 'does not match the lock (100 of'],
  ['missing', 'HTTP 404'],
] as const)('a jar that stays %s fails with its name and the way out', async (answer, reason) => {
  await useMirror((name) => (name === 'part-3' ? answer : 'good'));
  const fetching = fetchJars();
  await expect(fetching).rejects.toThrow(EnvironmentError);
  await expect(fetching).rejects.toThrow(`org.example:part-3:1.0`);
  await expect(fetching).rejects.toThrow(reason);
  await expect(fetching).rejects.toThrow(/MAVEN_REPO_URL.*KAFKA_BROKERS/);
  expect(readdirSync(join(root, 'cache'))).not.toContain('part-3-1.0.jar');
  expect(readdirSync(join(root, 'cache')).filter((file) => file.endsWith('.partial'))).toEqual([]);
});

test('without a network and with an empty cache the error is one sentence', async () => {
  await mirror.close();
  await expect(fetchJars()).rejects.toThrow(/^org\.example:part-\d+:1\.0 could not.*ECONNREFUSED/);
});

test('a corrupted jar in the cache is found and fetched again', async () => {
  await fetchJars();
  const content = readFileSync(cached('part-5'));
  writeFileSync(cached('part-5'), content.fill('x', 100, 101));
  await fetchJars();
  expect(mirror.requests).toHaveLength(names.length + 1);
  expectAllGenuine();
});

test('a genuine jar in ~/.m2 is copied, a wrong one there is not', async () => {
  for (const [name, content] of [
    ['part-1', jarContent('part-1')],
    ['part-2', Buffer.from('something else')],
  ] as const) {
    const path = join(root, '.m2/repository/org/example', name, '1.0', `${name}-1.0.jar`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  await fetchJars();
  expect(mirror.requests.some((path) => path.includes('part-1/'))).toBe(false);
  expect(mirror.requests.some((path) => path.includes('part-2/'))).toBe(true);
  expectAllGenuine();
});

test('two runs that fetch at the same time both end with genuine jars and no rests', async () => {
  await Promise.all([fetchJars(), fetchJars()]);
  expectAllGenuine();
});

test('an abort ends the fetching at once and leaves no partial file', async () => {
  await useMirror(() => 'hang');
  const abort = new AbortController();
  const fetching = fetchJars(abort.signal);
  abort.abort(new Error('interrupted'));
  await expect(fetching).rejects.toThrow('interrupted');
  expect(readdirSync(join(root, 'cache'))).toEqual([]);
});

test('the progress ends at all jars and all bytes', async () => {
  const seen: number[] = [];
  const env = { KAFKA_JARS_DIR: join(root, 'cache'), MAVEN_REPO_URL: mirror.url, HOME: root };
  let bytes = 0;
  await fetchKafkaJars({
    lock,
    env,
    onProgress: (progress) => {
      seen.push(progress.done);
      bytes = progress.bytes;
    },
  });
  expect(seen).toEqual(names.map((_, index) => index + 1));
  expect(bytes).toBe(lock.reduce((sum, { size }) => sum + size, 0));
});

test('the cache is per Kafka version, below XDG_CACHE_HOME if set', () => {
  const version = lockedKafkaVersion(readJarLock());
  expect(jarCacheDir({ XDG_CACHE_HOME: '/cache' })).toBe(`/cache/rest-vs-broker/kafka-${version}`);
  expect(jarCacheDir({ XDG_CACHE_HOME: '' })).not.toMatch(/^rest/);
});

test('the committed lock binds the logging of slf4j 1.7 to its log4j', () => {
  const versionOf = (artifactId: string) =>
    readJarLock().find((jar) => jar.artifactId === artifactId)?.version;
  expect(versionOf('slf4j-api')).toMatch(/^1\.7\./);
  expect(versionOf('log4j-slf4j-impl')).toBe(versionOf('log4j-core'));
});
