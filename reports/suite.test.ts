// The index page of a suite: its sentence and totals, grey for what was spared, the ladder, and no hole in its text.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { localLink } from './document.ts';
import { attack } from './fixtures/hostile.ts';
import { samples } from './fixtures/samples.ts';
import { allSuite, emptySuite, ladderSuite, suiteCell } from './fixtures/suites.ts';
import { ladderWords, soundRungs } from './ladder-words.ts';
import { renderSuite } from './render-suite.ts';
import { suiteRow } from './suite-row.ts';
import { suiteContenders, suiteFindings, suiteTotals, suiteVerdict } from './suite-words.ts';
import { suiteResultSchema, type SuiteResult } from './suite.ts';
import { writeSuite } from './write-suite.ts';

function textOf(page: string): string {
  return page
    .replaceAll(/<style>[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('\u202f', ' ');
}

function cellText(page: string, scenario: string, column: number): string {
  const row = page.split('<tr>').find((part) => part.includes(`>${scenario}</span>`)) ?? '';
  return textOf(row.split(/<td[^>]*>/)[column] ?? '').trim();
}

function total(suite: SuiteResult, title: RegExp) {
  return suiteTotals(suite).find((one) => title.test(one.title));
}

describe.each([
  ['all', allSuite],
  ['ladder', ladderSuite],
  ['empty', emptySuite],
] as const)('the page of the suite %s', (_, make) => {
  it('has no hole, no script and no address outside', () => {
    const page = renderSuite(make());
    expect(() => suiteResultSchema.parse(make())).not.toThrow();
    expect(textOf(page)).not.toMatch(/\bNaN\b|\bInfinity\b|\bundefined\b|\bnull\b|\[object/);
    expect(page).not.toMatch(/<script|href="http|src=/);
  });
});

describe('the suite of all scenarios', () => {
  const page = renderSuite(allSuite());

  it('says in one sentence who lost, who did harm and who was fastest', () => {
    expect(suiteVerdict(allSuite())).toMatch(
      /^Scenarios with lost orders: broker in none of \d, .*rest in \d of \d/,
    );
    const findings = suiteFindings(allSuite()).join(' ');
    expect(findings).toMatch(/harm \(.*\): rest in 1 of \d and broker-plain in 1 of 1\./);
    expect(findings).toMatch(/fastest while nothing was broken \(p50\): rest in \d of \d/);
    expect(suiteVerdict(emptySuite())).toBe('No scenario of this suite earned a verdict.');
  });

  it('keeps inconclusive rows out of the sentence and never writes “none lost” for them', () => {
    const only = {
      ...allSuite(),
      rows: allSuite().rows.filter((r) => r.status === 'inconclusive'),
    };
    expect(suiteVerdict(only)).toBe('No scenario of this suite earned a verdict.');
    expect(textOf(renderSuite(only))).toContain('none seen');
    expect(textOf(renderSuite(only))).not.toContain('none lost');
  });

  it('shows loss, split, and what was expected, in the cell', () => {
    expect(cellText(page, 'billing-after', 1)).toBe(
      '61 of 2 000 20 refused, 41 doing harm ✓ as expected',
    );
    expect(cellText(page, 'billing-after', 3)).toMatch(/^none lost/);
  });

  it('is grey for a contender that was spared, with the reason, and a dash where it did not run', () => {
    expect(cellText(page, 'kafka-down', 1)).toBe('not applicable it does not use Kafka');
    expect(cellText(page, 'kafka-down', 4)).toBe('–');
  });

  it('names every failure with its scenario and contender', () => {
    expect(textOf(page)).toMatch(/did not run A message nobody can read: Kafka did not start/);
    expect(textOf(page)).toMatch(/model disagrees.*rest-hardened: Refused orders/);
  });

  it('adds up the checks on itself', () => {
    expect(total(allSuite(), /scenarios/)).toMatchObject({ good: false });
    expect(total(allSuite(), /predictions/)?.words).toMatch(/^\d contradicted/);
    expect(total(allSuite(), /without a verdict/)).toMatchObject({ good: true });
    expect(total(allSuite(), /offered/)).toMatchObject({ good: true });
  });

  it('sees a late generator and unequal offers, but lets a closed loop offer what it can', () => {
    const [base] = allSuite().rows;
    if (base === undefined) throw new Error('the suite lost its first row');
    const withCells = (contenders: SuiteResult['rows'][number]['contenders']) => ({
      ...allSuite(),
      rows: [{ ...base, contenders }],
    });
    const late = withCells([suiteCell('rest', {}, { latenessP99Ms: 80 })]);
    expect(total(late, /generator/)).toMatchObject({ good: false });
    const unequal = [suiteCell('rest', {}), suiteCell('broker', {}, { offered: 1999 })];
    expect(total(withCells(unequal), /offered/)?.words).toBe('unequal in baseline');
    const closed = unequal.map((cell) => ({ ...cell, throughputPerSecond: 100 }));
    expect(total(withCells(closed), /offered/)).toMatchObject({ good: true });
  });
});

describe('the ladder', () => {
  it('says what saves orders from one fault that both sides met, and what each side still breaks', () => {
    const { verdict, findings } = ladderWords(ladderSuite());
    expect(verdict).toContain('What saves orders is durable store-and-forward');
    const text = findings.join(' ').replaceAll('\u202f', ' ');
    expect(text).toContain(
      'Under the same fault (billing-503) rest-outbox and broker kept every order; lost were by rest-bare 304,',
    );
    expect(text).toContain(
      'On the REST side no promise was broken from rest-key on (it adds: idempotency keys), each in the scenarios it was run in: rest-key in billing-503 and reply-lost; rest-breaker in billing-503; rest-hardened in billing-503; rest-outbox in billing-503 and reply-lost.',
    );
    expect(text).not.toMatch(/no order lost silently|nobody charged/);
  });

  it('names the scenarios once when all rungs were run in the same', () => {
    const suite = ladderSuite();
    suite.rows = suite.rows.filter(({ scenario }) => scenario === 'billing-503');
    expect(ladderWords(suite).findings.join(' ')).toContain(
      'from rest-retry on (it adds: retries), in the scenarios those rungs were run in: billing-503.',
    );
  });

  it('does not hide what the top rung refuses', () => {
    const suite = ladderSuite();
    suite.rows.push({
      ...suiteRow(samples.baseline(), null),
      scenario: 'billing-bug',
      contenders: [suiteCell('broker', { refused: 8 })],
    });
    expect(ladderWords(suite).findings.join(' ')).toContain(
      'What broker cannot do it refuses: 8 in billing-bug.',
    );
  });

  it('claims nothing in common when only one side kept every order', () => {
    const suite = ladderSuite();
    for (const row of suite.rows)
      row.contenders = row.contenders.map((cell) =>
        cell.name === 'broker' ? suiteCell('broker', { silent: 3 }) : cell,
      );
    expect(soundRungs(suite, 'broker')).toEqual([]);
    expect(ladderWords(suite).verdict).toMatch(/broker still broke 6\.$/);
  });

  it('orders the columns from the bottom rung up', () => {
    expect(suiteContenders(ladderSuite()).slice(0, 3)).toEqual(['rest-bare', 'rest', 'rest-retry']);
  });

  it('calls a rung gone, less, not shown or not measured', () => {
    const text = textOf(renderSuite(ladderSuite()));
    expect(text).toMatch(/double charges ✓ gone without: rest-retry 37 with: rest-key 0/);
    expect(text).toMatch(/refused orders ✗ less, not gone/);
    expect(text).toMatch(/attempts wasted \? did not show in this run/);
    expect(text).toMatch(/seats left held \? not measured/);
  });
});

describe('outside text', () => {
  it('cannot become markup or leave the folder', () => {
    const suite = allSuite();
    for (const row of suite.rows) Object.assign(row, { title: attack, verdict: attack });
    expect(renderSuite({ ...suite, title: attack, command: attack })).not.toContain('<img');
    for (const href of ['javascript:alert(1)', ' https://x', '/etc', '\\\\host'])
      expect(localLink(href, 'x').markup).toBe('x');
    expect(localLink('../a/index.html', 'x').markup).toContain('href="../a/index.html"');
  });
});

it('writes the page and its JSON, and refuses what is no suite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'suite-'));
  try {
    const { jsonPath } = await writeSuite(allSuite(), folder);
    expect(suiteResultSchema.parse(JSON.parse(await readFile(jsonPath, 'utf8')))).toEqual(
      allSuite(),
    );
    expect((await readdir(folder)).toSorted()).toEqual(['index.html', 'suite.json']);
    const broken = { ...allSuite(), durationMs: Number.NaN };
    await expect(writeSuite(broken, folder)).rejects.toThrow();
  } finally {
    await rm(folder, { recursive: true });
  }
});
