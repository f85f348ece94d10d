// A comparison of change feeds on disk, and read again by the command line.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseFeedResult } from '../shared/feed-result.ts';
import { main } from './cli.ts';
import { feedSamples } from './fixtures/feed-samples.ts';
import { writeFeed } from './write-feed.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'feed-'));
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('writes the page and the whole result, the copy for the newest run, and no leftovers', async () => {
  const result = feedSamples.typical();
  const latestPath = join(folder, 'output', 'latest.html');
  const written = await writeFeed(result, join(folder, 'run'), { latestPath });
  expect(parseFeedResult(JSON.parse(await readFile(written.jsonPath, 'utf8')))).toEqual(result);
  expect(await readFile(latestPath, 'utf8')).toBe(await readFile(written.htmlPath, 'utf8'));
  expect((await readdir(join(folder, 'run'))).toSorted()).toEqual(['index.html', 'result.json']);
});

it('is rendered again from the command line', async () => {
  const saved = join(folder, 'saved.json');
  await writeFile(saved, JSON.stringify(feedSamples['one-method']()));
  expect(await main([saved, '--out', join(folder, 'again')])).toBe(0);
  expect(console.log).toHaveBeenCalledExactlyOnceWith(
    expect.stringMatching(/^logical-replication missed no change\.\n.*index\.html$/),
  );
  expect(await readFile(join(folder, 'again', 'index.html'), 'utf8')).toContain('id="skips"');
});

const typical = feedSamples.typical();

it.each([
  ['a field of the wrong type', { ...typical, seed: 'x' }, /FeedResult v1: seed:/],
  [
    'an unknown method',
    { ...typical, methods: [{ name: 'guessing' }] },
    /FeedResult v1: methods\.0\.name:/,
  ],
  ['another format', { ...typical, schemaVersion: 2 }, /FeedResult v1: schemaVersion:/],
  ['nothing but its kind', { kind: 'change-feed' }, /FeedResult v1: schemaVersion:/],
  ['another kind', { ...typical, kind: 'change-foot' }, /RunResult v1:/],
])('answers %s with one sentence that names it, and exit code 2', async (_, data, named) => {
  const saved = join(folder, 'bad.json');
  await writeFile(saved, JSON.stringify(data));
  expect(await main([saved])).toBe(2);
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(named));
  expect(await readdir(folder)).toEqual(['bad.json']);
});

it('does not take a number without end for one', async () => {
  const saved = join(folder, 'bad.json');
  await writeFile(
    saved,
    JSON.stringify(typical).replace('"durationMs":301000', '"durationMs":1e999'),
  );
  expect(await main([saved])).toBe(2);
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/: durationMs:/));
});
