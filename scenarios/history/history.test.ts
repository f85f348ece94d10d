// The history on invented folders: newest first, suites with what is in them, broken ones named and not fatal.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { feedSamples } from '../../reports/fixtures/feed-samples.ts';
import { samples } from '../../reports/fixtures/samples.ts';
import { kafkaDown } from '../../reports/fixtures/special-samples.ts';
import { allSuite } from '../../reports/fixtures/suites.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { main } from './cli.ts';
import { readHistory } from './read-history.ts';

let folder = '';
let out: string[] = [];

async function save(name: string, file: string, data: unknown): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, file), typeof data === 'string' ? data : JSON.stringify(data));
}

function at(startedAt: string, result: RunResult): RunResult {
  return { ...result, startedAt, verdict: 'what it came to' };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'history-'));
  out = [];
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => void out.push(String(text)));
  vi.spyOn(console, 'error').mockReturnValue();
  await save('old-baseline', 'result.json', at('2026-11-01T10:00:00.000Z', samples.baseline()));
  await save('new-down', 'result.json', at('2026-11-03T10:00:00.000Z', samples['billing-down']()));
  await save('suite', 'suite.json', { ...allSuite(), startedAt: '2026-11-02T10:00:00.000Z' });
  await save('suite/kafka', 'result.json', at('2026-11-02T10:01:00.000Z', kafkaDown()));
  await save('broken', 'result.json', '{');
  await save('foreign', 'result.json', { hello: 1 });
  await save('empty', 'notes.txt', 'x');
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('lists runs and suites newest first, and broken folders by name', async () => {
  const entries = await readHistory(folder);
  expect(entries.map((entry) => entry.folder)).toEqual([
    'new-down',
    'suite/kafka',
    'suite',
    'old-baseline',
    ...entries.slice(4).map((entry) => entry.folder),
  ]);
  expect(entries.slice(4).map((entry) => entry.kind)).toEqual(['broken', 'broken', 'broken']);
});

it('lists a comparison of change feeds by what each method missed', async () => {
  const feed = feedSamples.typical();
  await save('feed', 'result.json', { ...feed, startedAt: '2026-11-04T10:00:00.000Z' });
  const [entry] = await readHistory(folder);
  expect(entry).toMatchObject({
    ...{ kind: 'run', folder: 'feed', scenario: feed.scenario.name },
    losses: feed.methods.map(({ name, changes }) => ({ name, lost: changes.missed })),
  });
});

it('prints them, says what was lost, and writes the page', async () => {
  expect(await main(['--dir', folder])).toBe(0);
  const text = out.join('\n');
  expect(text).toMatch(
    /2026-11-03 10:00 {2}git 89ad883 {2}billing-down {2}seed 42 .*lost: rest \d+/,
  );
  expect(text).toMatch(/kafka-down .*rest not applicable/);
  expect(text).toMatch(/! foreign: result\.json: not a RunResult v1/);
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  expect(page).toContain('href="./suite/kafka/index.html"');
  expect(page).toContain('3 runs of 3 scenarios, newest first.');
});

it('gives JSON of one scenario', async () => {
  expect(await main(['--dir', folder, '--json', '--scenario', 'baseline'])).toBe(0);
  const parsed: unknown = JSON.parse(out.join(''));
  expect(parsed).toMatchObject([{ kind: 'run', scenario: 'baseline', conclusive: true }]);
});

it('takes a missing folder for an empty history, and refuses an unknown option', async () => {
  expect(await main(['--dir', join(folder, 'nowhere')])).toBe(0);
  expect(out.join('')).toMatch(/No run in .*nowhere yet/);
  expect(await main(['--what'])).toBe(2);
});
