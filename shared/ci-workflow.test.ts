// The workflow runs only on GitHub; that it names what exists, and may do little, is checked here.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseArguments } from '../scenarios/engine/arguments.ts';
import { scenarioNames } from '../scenarios/engine/catalog.ts';
import { satisfies } from './infra/node-range.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

const step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const job = z.object({
  'timeout-minutes': z.number().max(60),
  permissions: z.never().optional(),
  strategy: z.object({ matrix: z.object({ node: z.array(z.number()) }) }).optional(),
  steps: z.array(step),
});
const workflow = z
  .object({
    permissions: z.record(z.string(), z.string()),
    concurrency: z.object({ group: z.string(), 'cancel-in-progress': z.literal(true) }),
    jobs: z.record(z.string(), job),
  })
  .parse(parse(read('.github/workflows/ci.yml')));
const { scripts, engines } = z
  .object({ scripts: z.record(z.string(), z.string()), engines: z.object({ node: z.string() }) })
  .parse(JSON.parse(read('package.json')));

const steps = Object.values(workflow.jobs).flatMap((one) => one.steps);
const commands = steps.flatMap(({ run = '' }) => run.split('\n'));

describe('.github/workflows/ci.yml', () => {
  it('runs only scripts that exist', () => {
    const named = commands.flatMap((line) =>
      [...line.matchAll(/npm (?:run ([\w:-]+)|(test)\b)/g)].map(([, run, test]) => run ?? test),
    );
    expect(named).toEqual(expect.arrayContaining(['test', 'scenario', 'doctor']));
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });

  it('asks for a scenario and options that exist, and uploads what that writes as one file', async () => {
    const [line = ''] = commands.filter((command) => command.startsWith('npm run scenario'));
    const argv = line.split(' ').slice(3);
    const args = parseArguments(argv.filter((argument) => argument !== '--'));
    expect(await scenarioNames()).toContain(args.name);
    expect(args.quick).toBe(true);
    const page = `${args.out}/${args.name}.html`;
    expect(commands).toContain(`mv ${args.out}/index.html ${page}`);
    const uploads = steps.filter(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
    expect(uploads.map((upload) => upload.with?.['path'])).toEqual([
      page,
      `${args.out}/result.json\n${args.junit}\n${args.md}\n`,
    ]);
    expect(uploads[0]?.with?.['archive']).toBe(false);
  });

  it('may only read, leaves no credentials behind, and pins the major version of every action', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const used = steps.flatMap((one) =>
      one.uses === undefined ? [] : [{ ...one, uses: one.uses }],
    );
    for (const { uses } of used) expect(uses).toMatch(/^actions\/[a-z-]+@v\d+$/);
    const checkouts = used.filter(({ uses }) => uses.startsWith('actions/checkout@'));
    expect(checkouts).toHaveLength(Object.keys(workflow.jobs).length);
    for (const checkout of checkouts)
      expect(checkout.with).toMatchObject({ 'persist-credentials': false });
  });

  it('tests on every line of Node that is supported', () => {
    const nodes = workflow.jobs['test']?.strategy?.matrix.node ?? [];
    expect(nodes).toEqual([20, 22, 24]);
    // A bare major stands for its newest release.
    for (const major of nodes) expect(satisfies(`${major}.99.0`, engines.node)).toBe(true);
  });
});

describe('.devcontainer/devcontainer.json', () => {
  it('has what a run needs, fetched before anybody waits for it', () => {
    const { image, features, updateContentCommand } = z
      .object({
        image: z.string(),
        features: z.record(z.string(), z.object({ version: z.string() })),
        updateContentCommand: z.string(),
      })
      .parse(JSON.parse(read('.devcontainer/devcontainer.json')));
    const major = /typescript-node:(\d+)$/.exec(image)?.[1];
    expect(satisfies(`${major}.99.0`, engines.node)).toBe(true);
    expect(features['ghcr.io/devcontainers/features/java:1']?.version).toBe('17');
    const named = [...updateContentCommand.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(named));
  });
});
