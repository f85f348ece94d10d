// Files on disk: whole, beside each other, and readable again by the command line.
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseRunResult } from '../shared/run-result.ts';
import { main } from './cli.ts';
import { samples } from './fixtures/samples.ts';
import { writeReport } from './write-report.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  vi.spyOn(console, 'log').mockReturnValue();
  vi.spyOn(console, 'error').mockReturnValue();
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('writes the page and the result, the copy for the newest run, and no leftovers', async () => {
  const result = samples.baseline();
  const latestPath = join(folder, 'output', 'latest.html');
  const written = await writeReport(result, join(folder, 'run'), { latestPath });
  expect(parseRunResult(JSON.parse(await readFile(written.jsonPath, 'utf8')))).toEqual(result);
  expect(await readFile(latestPath, 'utf8')).toBe(await readFile(written.htmlPath, 'utf8'));
  expect((await readdir(join(folder, 'run'))).toSorted()).toEqual(['index.html', 'result.json']);
});

it('re-renders a saved result from the command line', async () => {
  const saved = join(folder, 'saved.json');
  await writeFile(saved, JSON.stringify(samples.baseline()));
  expect(await main([saved, '--out', join(folder, 'again')])).toBe(0);
  expect(await readFile(join(folder, 'again', 'index.html'), 'utf8')).toContain(
    'nobody lost an order',
  );
});

it.each([
  ['an empty file', '', /cut off, or no JSON/],
  [
    'a file that ends in the middle',
    JSON.stringify(samples.nothing()).slice(0, 300),
    /cut off, or no JSON/,
  ],
  [
    'a field of the wrong type',
    JSON.stringify({ ...samples.nothing(), seed: 'x' }),
    /RunResult v1: seed:/,
  ],
  [
    'an older format',
    JSON.stringify({ ...samples.nothing(), schemaVersion: 0 }),
    /schema version is 0, this program reads 1$/,
  ],
  [
    'a newer format',
    JSON.stringify({ ...samples.nothing(), schemaVersion: 2, contenders: 'moved' }),
    /schema version is 2, this program reads 1: a newer one wrote it$/,
  ],
])('answers %s with one sentence that names it, and exit code 2', async (_, text, named) => {
  const saved = join(folder, 'bad.json');
  await writeFile(saved, text);
  expect(await main([saved])).toBe(2);
  expect(console.error).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(named));
  expect(await readdir(folder)).toEqual(['bad.json']);
});

it.each([[[]], [['a', 'b']], [['missing.json']], [['--what']]])(
  'answers the arguments %j with exit code 2',
  async (argv) => {
    expect(await main(argv)).toBe(2);
  },
);
