// The archive of Kafka's classes: used when it is whole and was made of these very jars, and never in the way.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { classArchive } from './kafka-class-archive.ts';

const java = { path: '/opt/java/bin/java', version: '17.0.15', major: 17 };
let root: string;
let cache: string;
let dir: string;
let jars: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'archive-test-'));
  cache = join(root, 'cache');
  dir = join(root, 'run');
  mkdirSync(dir);
  jars = ['a.jar', 'b.jar'].map((name) => join(root, name));
  for (const jar of jars) writeFileSync(jar, 'content');
});
afterEach(() => rmSync(root, { recursive: true }));

const look = (changes: Partial<typeof java> = {}) =>
  classArchive({ ...java, ...changes }, jars, { cache, dir, mayWrite: true });
const kept = () => readdirSync(cache).filter((name) => name.endsWith('.jsa'));

/** Plays a JVM that ends in order. */
async function runOnce(): Promise<void> {
  const archive = await look();
  const [flag = ''] = archive.flags;
  writeFileSync(flag.replace('-XX:ArchiveClassesAtExit=', ''), 'classes');
  archive.keep?.();
}

test('the first node that ends in order leaves it, and the next one uses it, checked', async () => {
  await runOnce();
  const { flags, keep } = await look();
  expect(keep).toBeUndefined();
  expect(flags).toEqual([
    `-XX:SharedArchiveFile=${join(cache, kept()[0] ?? '')}`,
    '-XX:+VerifySharedSpaces',
    '-Xlog:cds*=error',
  ]);
  expect(readdirSync(dir)).toEqual([]);
});

test('a node that was killed leaves nothing and no error', async () => {
  (await look()).keep?.();
  expect(existsSync(cache)).toBe(false);
});

test('one that was cut short is not used, but written anew', async () => {
  await runOnce();
  writeFileSync(join(cache, kept()[0] ?? ''), 'class');
  await runOnce();
  expect((await look()).keep).toBeUndefined();
});

test.each([
  ['another Java', () => look({ version: '21.0.1' })],
  [
    'a jar that was fetched anew',
    () => {
      utimesSync(jars[1] ?? '', 1, 1);
      return look();
    },
  ],
])('it is not used by %s, and gives way to the one that is written then', async (_who, other) => {
  await runOnce();
  const archive = await other();
  writeFileSync(archive.flags[0]?.split('=')[1] ?? '', 'other classes');
  archive.keep?.();
  expect(kept()).toHaveLength(1);
  expect((await other()).keep).toBeUndefined();
});

test('nodes that are restarted in the middle of a run use it and do not write it', async () => {
  const inCluster = () => classArchive(java, jars, { cache, dir, mayWrite: false });
  expect((await inCluster()).flags).toEqual([]);
  await runOnce();
  expect((await inCluster()).flags).toHaveLength(3);
});
