// Every exercise as a participant meets it, in a copy of the repository: red before, green with its solution.
import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { applyPatch } from './testing/apply-patch.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const exercises = 'docs/workshop/exercises';
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'exercises-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !['node_modules', '.git', 'output'].includes(basename(path)),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true }));

const report = z.object({
  testResults: z.array(
    z.object({ name: z.string(), status: z.string(), assertionResults: z.array(z.unknown()) }),
  ),
});

/** Runs all exercises in the copy and says of each file whether it passed. */
async function verdicts(): Promise<Record<string, string>> {
  const { scripts } = z
    .object({ scripts: z.object({ exercise: z.string() }) })
    .parse(JSON.parse(readFileSync(join(copy, 'package.json'), 'utf8')));
  const [program = '', ...args] = scripts.exercise.split(' ');
  const outputFile = join(copy, 'exercises.json');
  await promisify(execFile)(
    join(copy, 'node_modules/.bin', program),
    [...args, '--reporter', 'json', '--outputFile', outputFile],
    { cwd: copy },
  ).catch(() => undefined);
  const { testResults } = report.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
  for (const { name, assertionResults } of testResults)
    expect(assertionResults.length, name).toBeGreaterThan(0);
  return Object.fromEntries(testResults.map(({ name, status }) => [basename(name), status]));
}

it('every exercise is red before it is solved, and green after', async () => {
  const names = readdirSync(join(copy, exercises), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.exercise.test.ts'))
    .map((path) => basename(path));
  expect(names).toHaveLength(3);
  const all = (status: string) => Object.fromEntries(names.map((name) => [name, status]));
  expect(await verdicts()).toEqual(all('failed'));

  const from = (path: string) => join(copy, exercises, path);
  cpSync(from('fix-a-bug/charge.solved.ts'), from('fix-a-bug/charge.ts'));
  // As the guide says: the path of the imports is all that changes with the place.
  const solved = readFileSync(from('add-a-scenario/email-slow.solved.ts'), 'utf8');
  writeFileSync(
    join(copy, 'scenarios/email-slow.scenario.ts'),
    solved.replaceAll('../../../../scenarios/', './'),
  );
  applyPatch(copy, readFileSync(from('add-a-rung/solution.patch'), 'utf8'));
  expect(await verdicts()).toEqual(all('passed'));

  // The rung fits the tests that guard the ladder, too.
  await promisify(execFile)(
    join(copy, 'node_modules/.bin/vitest'),
    ['run', '--project', 'unit', 'rest-variant/ladder', 'scenarios/engine/suite'],
    { cwd: copy },
  );
});
