// The summaries as their readers take them: JUnit through a real XML parser, Markdown with nothing but its own markup.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { attack, hostileResult } from '../../../reports/fixtures/hostile.ts';
import { samples } from '../../../reports/fixtures/samples.ts';
import { kafkaDown } from '../../../reports/fixtures/special-samples.ts';
import { allSuite, ladderSuite } from '../../../reports/fixtures/suites.ts';
import type { RunResult } from '../../../shared/run-result.ts';
import { checksOf, type Check } from './checks.ts';
import { escapeXml, junitXml } from './junit.ts';
import { escapeMarkdown } from './markdown-text.ts';
import { failureSummary, resultSummary, suiteSummary, type Summary } from './summary.ts';
import { fitInto, stepSummaryBytes, writeSummaries } from './write-summaries.ts';

// A strict parser that the Maven client brings along; it has no types of its own.
const fromMaven = createRequire(import.meta.resolve('mvn-artifact-url'));
const { parseStringPromise }: { parseStringPromise(xml: string): Promise<unknown> } =
  fromMaven('xml2js');

const numbers = {
  tests: z.coerce.number(),
  failures: z.coerce.number(),
  errors: z.coerce.number(),
};
const note = z.array(
  z.union([
    z.string(),
    z.object({ $: z.object({ message: z.string() }), _: z.string().optional() }),
  ]),
);
const testcase = z.strictObject({
  $: z.strictObject({ classname: z.string(), name: z.string(), time: z.string() }),
  failure: note.optional(),
  error: note.optional(),
  skipped: note.optional(),
  'system-out': note.optional(),
});
const document = z.object({
  testsuites: z.object({
    $: z.object({ name: z.string(), ...numbers }),
    testsuite: z.array(
      z.object({
        $: z.object({ name: z.string(), ...numbers, skipped: z.coerce.number() }),
        testcase: z.array(testcase).optional(),
      }),
    ),
  }),
});

async function junitOf({ title, groups }: Summary) {
  const { testsuites } = document.parse(await parseStringPromise(junitXml(title, groups)));
  const cases = testsuites.testsuite.flatMap((suite) => suite.testcase ?? []);
  return { totals: testsuites.$, suites: testsuites.testsuite, cases };
}

const run = (result: RunResult, name: string) => {
  const found = result.contenders.find((c) => c.name === name)?.runs[0];
  if (!found) throw new Error(`no run of ${name}`);
  return found;
};

describe('JUnit', () => {
  it('has a suite per contender, a case per expectation and invariant, and one for the verdict', async () => {
    const result = samples['billing-down']();
    const { totals, suites, cases } = await junitOf(resultSummary(result));
    expect(suites.map(({ $ }) => $.name)).toEqual([
      ...['billing-down: rest', 'billing-down: rest-hardened', 'billing-down: broker'],
      'billing-down: the run',
    ]);
    const { expectations, invariants } = run(result, 'rest');
    expect(suites[0]?.$.tests).toBe(expectations.length + invariants.length);
    expect(totals.tests).toBe(cases.length);
    expect(totals.failures).toBe(cases.filter(({ failure }) => failure).length);
    const [failed] = cases.filter(({ failure }) => failure);
    expect(failed?.$).toMatchObject({
      classname: 'billing-down: rest',
      name: 'No seat is left held',
    });
    const leaked = run(result, 'rest').lostOrders.leak;
    expect(failed?.failure).toMatchObject([{ $: { message: `${leaked}, expected 0` } }]);
  });

  it('fails exactly when the command does: a violated invariant that nobody demanded does not', async () => {
    const result = samples.baseline();
    const [first] = run(result, 'rest').invariants;
    if (!first) throw new Error('the sample has no invariant');
    Object.assign(first, { verdict: 'violated', count: 3 });
    const { totals, cases } = await junitOf(resultSummary(result));
    expect([totals.failures, totals.errors]).toEqual([0, 0]);
    expect(cases.find(({ skipped }) => skipped)?.skipped).toMatchObject([
      { $: { message: 'violated by 3; this scenario does not demand it' } },
    ]);
  });

  it('says of a run without a verdict why, and of one that was cut short what cut it', async () => {
    const summary = resultSummary(samples.interrupted(), new Error('Kafka was ended by SIGKILL'));
    const { totals, cases } = await junitOf(summary);
    expect(totals.errors).toBe(1);
    const failure = cases.find(({ $ }) => $.name === 'The run has earned a verdict')?.failure;
    expect(failure).toMatchObject([
      { $: { message: 'it was interrupted; Stopped by Ctrl-C before broker ran.' } },
    ]);
    expect(cases.find(({ error }) => error)?.error).toMatchObject([
      { $: { message: 'Kafka was ended by SIGKILL' } },
    ]);
  });

  it('counts what a fault could not be done to as skipped, not as passed', async () => {
    const groups = checksOf(kafkaDown());
    const states = (name: string) =>
      groups.find((group) => group.name.endsWith(name))?.checks.map(({ state }) => state) ?? [];
    expect(states(': rest')).toContain('skipped');
    expect(states(': broker')).not.toContain('skipped');
  });

  it('numbers the runs of a repeated scenario', async () => {
    const { suites } = await junitOf(resultSummary(samples.repeated()));
    const names = suites[0]?.testcase?.map(({ $ }) => $.name) ?? [];
    expect(names).toContain('No double or ghost charge (run 5)');
    expect(new Set(names).size).toBe(names.length);
  });

  it('is well-formed whatever the names are, and gives them back as they were', async () => {
    const result = hostileResult();
    const { cases, suites } = await junitOf(resultSummary(result, new Error(attack)));
    expect(suites[0]?.$.name).toContain(attack);
    expect(cases.some(({ $ }) => $.name.startsWith(attack))).toBe(true);
    const nasty = ']]>\u0000\u0008\uFFFE\uD800 "\'\n\t\r😀';
    const group = { name: nasty, startedAt: null, seconds: 0 };
    const check: Check = { name: nasty, state: 'failed', detail: nasty };
    const { suites: read } = await junitOf({
      title: nasty,
      groups: [{ ...group, checks: [check] }],
      markdown: '',
    });
    expect(read[0]?.testcase?.[0]?.$.name).toBe(']]>\uFFFD\uFFFD\uFFFD\uFFFD "\'\n\t\r😀');
    expect(escapeXml('a<b')).toBe('a&lt;b');
  });
});

describe('a suite', () => {
  it('has the checks of every scenario, and an error for each that broke', async () => {
    const suite = allSuite();
    const results = new Map([['billing-down', samples['billing-down']()]]);
    const { suites, totals } = await junitOf(suiteSummary(suite, results, 2));
    expect(suites.map(({ $ }) => $.name)).toContain('billing-down: rest');
    expect(suites.at(-1)?.$).toMatchObject({ name: 'the suite', errors: 1 });
    expect(totals.errors).toBeGreaterThan(1);
  });

  it('lists the rungs of a ladder, with what each has removed', () => {
    const { groups, markdown } = suiteSummary(ladderSuite(), new Map(), 0);
    const rungs = groups.find(({ name }) => name === 'the ladder')?.checks ?? [];
    expect(rungs).toHaveLength(ladderSuite().ladder?.length ?? -1);
    expect(markdown).toContain('| rung | adds | scenario | harm |');
  });
});

describe('Markdown', () => {
  it('says verdict, scoreboard and expectations', () => {
    const result = { ...samples['billing-down'](), verdict: 'rest lost 510 of 2 000 orders.' };
    const { markdown } = resultSummary(result);
    expect(markdown).toMatch(/^## ✗ Billing goes down for ten seconds\n\n\*\*rest lost 510 of/);
    expect(markdown).toContain(
      '|  | rest | rest-hardened | broker |\n| --- | ---: | ---: | ---: |',
    );
    expect(markdown).toMatch(/^\| lost orders \| \d+ \| \d+ \| 0 \|$/m);
    expect(markdown).toContain('| – refused honestly |');
    expect(markdown).toContain('- ✗ No seat is left held (');
    expect(markdown).toContain('- ✓ No double or ghost charge (0, expected 0)');
  });

  it('lets no text become markup, link, mention or table cell', () => {
    const hostile = 'x|y <b>*_`~[a](http://e.vil)\n# h @all www.e.vil \\ $x$ \u202E&lt;';
    const escaped = escapeMarkdown(hostile);
    expect(escaped).not.toMatch(/[\n<>\u202E]/);
    expect(escaped.replaceAll(/\\[^a-z0-9\s]/gi, '')).not.toMatch(/[|*_`~[\]#$]|:\/\/|www\./);
    expect(escaped).not.toContain('@all');
    expect(escaped).toContain('&amp;lt;');
    const { markdown } = resultSummary(hostileResult(), new Error(hostile));
    expect(markdown).not.toMatch(/<(?!\/?code>)/);
    const table = markdown.split('\n').filter((line) => line.startsWith('|'));
    const widths = table.map((line) => line.replaceAll(String.raw`\|`, '').split('|').length);
    expect(new Set(widths).size).toBe(1);
  });
});

describe('writing', () => {
  const scratch = () => mkdtempSync(join(tmpdir(), 'summaries-'));
  const summary = failureSummary('billing-down', new Error('Java 17 or newer is needed'));

  it('puts the files where they are wanted, folders included, and appends to the page of the step', async () => {
    const dir = scratch();
    const paths = { junit: join(dir, 'new/junit.xml'), md: join(dir, 'new/run.md') };
    const step = join(dir, 'step.md');
    writeFileSync(step, 'before\n');
    await writeSummaries(summary, paths, { GITHUB_STEP_SUMMARY: step });
    expect(readFileSync(paths.junit, 'utf8')).toContain('Java 17 or newer is needed');
    expect(readFileSync(paths.md, 'utf8')).toBe(summary.markdown);
    expect(readFileSync(step, 'utf8')).toBe(`before\n${summary.markdown}`);
  });

  it('never makes a step summary larger than GitHub takes, and says what it left out', async () => {
    const step = join(scratch(), 'step.md');
    const long = { ...summary, markdown: '– äöü\n'.repeat(200_000) };
    for (let n = 0; n < 2; n++)
      await writeSummaries(
        long,
        { junit: undefined, md: undefined },
        { GITHUB_STEP_SUMMARY: step },
      );
    const written = readFileSync(step);
    expect(written.length).toBeLessThanOrEqual(stepSummaryBytes);
    expect(written.length).toBeGreaterThan(stepSummaryBytes - 200);
    expect(written.toString()).toContain('Cut here: a step summary holds 1 MiB.');
    expect(written.toString()).not.toContain('\uFFFD');
    expect(fitInto(10, 'much longer than that')).toBe('');
  });
});
