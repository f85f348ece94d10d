// Proves that an installation without links, unreachable or read-only still gives runnable binaries, on a fake package.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { binariesOf, missingSymlinks, restoreSymlinks } from './postgres-binaries.ts';
import { placePostgres } from './postgres-place.ts';

let root: string;
let fake: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'postgres-test-'));
  chmodSync(root, 0o755);
  fake = join(root, 'package');
  for (const folder of ['bin', 'lib']) mkdirSync(join(fake, 'native', folder), { recursive: true });
  writeFileSync(join(fake, 'native/bin/postgres'), '', { mode: 0o755 });
  writeFileSync(join(fake, 'native/lib/libx.so.1.2'), 'library');
  const link = { source: 'native/lib/libx.so.1.2', target: 'native/lib/libx.so.1' };
  writeFileSync(join(fake, 'native/pg-symlinks.json'), JSON.stringify([link]));
});
afterEach(() => rmSync(root, { recursive: true }));

const linkOf = (place: string): string => readlinkSync(join(place, 'native/lib/libx.so.1'));

test('missing links are restored once, relative to their folder', () => {
  expect(restoreSymlinks(fake)).toBe(1);
  expect(linkOf(fake)).toBe('libx.so.1.2');
  expect(restoreSymlinks(fake)).toBe(0);
  expect(missingSymlinks(fake)).toEqual([]);
});

test('a package without a list of links needs none', () => {
  rmSync(join(fake, 'native/pg-symlinks.json'));
  expect(restoreSymlinks(fake)).toBe(0);
});

test('a reachable package is used where it is', () => {
  const account = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  expect(placePostgres(join(root, 'run'), account, fake)).toEqual(binariesOf(fake));
  expect(linkOf(fake)).toBe('libx.so.1.2');
});

test('one that other accounts cannot reach is copied below the run, complete and theirs', () => {
  chmodSync(fake, 0o700);
  const account = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const copy = join(root, 'run', 'postgres-binaries');
  expect(placePostgres(join(root, 'run'), account, fake)).toEqual(binariesOf(copy));
  expect(linkOf(copy)).toBe('libx.so.1.2');
  expect(statSync(binariesOf(copy).postgres).mode & 0o111).not.toBe(0);
  expect(missingSymlinks(fake)).toHaveLength(1);
});

test('for this user a private package is good enough', () => {
  chmodSync(fake, 0o700);
  expect(placePostgres(join(root, 'run'), undefined, fake)).toEqual(binariesOf(fake));
});
