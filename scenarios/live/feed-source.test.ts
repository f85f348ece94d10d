import { mkdirSync, mkdtempSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startTimeOf } from '../../shared/infra/process-identity.ts';
import { findSession, tellFeeds } from './feed-source.ts';

const me = { pid: process.pid, startedAt: startTimeOf(process.pid) ?? '' };

function makeRun(root: string, name: string, owner: object): string {
  const runDir = join(root, `run-${name}`);
  mkdirSync(runDir);
  writeFileSync(join(runDir, 'owner.json'), JSON.stringify(owner));
  return runDir;
}
const servers = (contender: string) => ({
  ...{ kafkaBrokers: ['a:1'], databases: [{ contender, url: 'postgres://me:secret@host/db' }] },
});

it('a feed finds the newest session whose process lives, for as long as it says so', () => {
  const root = mkdtempSync(join(tmpdir(), 'feed-source-'));
  expect(findSession(root)).toBeUndefined();
  makeRun(root, 'silent', me);
  const broken = makeRun(root, 'broken', me);
  writeFileSync(join(broken, 'feed-source.json'), '{"kafkaBrokers":');
  tellFeeds(makeRun(root, 'dead', { pid: me.pid, startedAt: 'long ago' }), servers('dead'));
  expect(findSession(root)).toBeUndefined();

  const older = makeRun(root, 'older', me);
  tellFeeds(older, servers('older'));
  utimesSync(join(older, 'feed-source.json'), 1, 1);
  const newer = makeRun(root, 'newer', me);
  const tellNoMore = tellFeeds(newer, servers('newer'));
  const found = findSession(root);
  expect(found?.databases[0]?.contender).toBe('newer');
  expect(found?.isRunning()).toBe(true);
  // It holds a password.
  expect(statSync(join(newer, 'feed-source.json')).mode & 0o777).toBe(0o600);
  expect(readdirSync(newer).toSorted((a, b) => a.localeCompare(b))).toEqual([
    ...['feed-source.json', 'owner.json'],
  ]);

  tellNoMore();
  expect(found?.isRunning()).toBe(false);
  expect(findSession(root)?.databases[0]?.contender).toBe('older');
});
