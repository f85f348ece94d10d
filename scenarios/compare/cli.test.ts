// The command line of compare: files and folders, exit codes, JSON, page.
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { samples } from '../../reports/fixtures/samples.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { main } from './cli.ts';

let folder = '';
let printed: string[] = [];

async function save(name: string, result: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(result));
  return path;
}

function worse(): RunResult {
  const result = samples['billing-down']();
  for (const run of result.contenders[0]?.runs ?? [])
    run.lostOrders = { ...run.lostOrders, harm: 200, total: run.lostOrders.total + 200 };
  return result;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compare-'));
  printed = [];
  const print = (text: unknown) => void printed.push(String(text));
  vi.spyOn(console, 'log').mockImplementation(print);
  vi.spyOn(console, 'error').mockImplementation(print);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

it('compares a file with a report folder, and finds no regression', async () => {
  const a = await save('a.json', samples['billing-down']());
  await mkdir(join(folder, 'run'));
  await save('run/result.json', samples['billing-down']());
  expect(await main([a, join(folder, 'run')])).toBe(0);
  expect(printed.join('\n')).toMatch(/lost orders +\d+ +\d+ +0 {2}no detectable difference/);
  expect(printed.at(-1)).toBe('No detectable difference.');
});

it('ends with 99 on a regression, and writes page and JSON when asked', async () => {
  const a = await save('a.json', samples['billing-down']());
  const b = await save('b.json', worse());
  expect(await main([a, b, '--json', '--out', join(folder, 'out')])).toBe(99);
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({ schemaVersion: 1, conclusive: true });
  expect(JSON.parse(await readFile(join(folder, 'out/compare.json'), 'utf8'))).toEqual(
    JSON.parse(printed[0] ?? ''),
  );
  expect(await readFile(join(folder, 'out/index.html'), 'utf8')).toContain('REGRESSION; worse:');
});

describe('ends with 2 and a reason', () => {
  it.each([
    ['no RunResult', { hello: 1 }, /not a RunResult v1/],
    ['another schema version', { ...samples.nothing(), schemaVersion: 2 }, /schema version is 2/],
    ['another scenario', samples.baseline(), /cannot be compared: different scenarios/],
    ['an inconclusive result', { ...samples['billing-down'](), conclusive: false }, /INCONCLUSIVE/],
  ])('for %s', async (_, other, reason) => {
    const a = await save('a.json', samples['billing-down']());
    expect(await main([a, await save('b.json', other)])).toBe(2);
    expect(printed.join('\n')).toMatch(reason);
  });

  it.each([[[]], [['one.json']], [['missing.json', 'missing.json']], [['a', 'b', '--what']]])(
    'for the arguments %j',
    async (argv) => {
      expect(await main(argv)).toBe(2);
      expect(printed).toHaveLength(1);
    },
  );
});
