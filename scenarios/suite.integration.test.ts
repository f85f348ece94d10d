// A sample of the suite for real: faults of every origin, the index page, and what is grey for whom.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { suiteResultSchema } from '../reports/suite.ts';
import { parseRunResult } from '../shared/run-result.ts';
import { startHarness } from './engine/testing/harness-process.ts';

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

describe('a suite', () => {
  it('runs link, server and crash faults on both styles and leaves a page with the matrix', async () => {
    const out = mkdtempSync(join(tmpdir(), 'suite-test-'));
    const harness = startHarness([
      ...['all', '--quick', '--duration', '6', '--rate', '20', '--out', out],
      ...['--only', 'broker-down,network-partition', '--contenders', 'rest,broker'],
    ]);
    await harness.exited;
    const suite = suiteResultSchema.parse(readJson(join(out, 'suite.json')));
    expect(suite.rows.map(({ status }) => status)).not.toContain('error');
    expect(suite.rows.map(({ scenario }) => scenario)).toEqual([
      ...['broker-down', 'network-partition'],
    ]);
    const cells = suite.rows.flatMap(({ contenders }) => contenders);
    expect(cells.map(({ unclassified }) => unclassified)).toEqual([0, 0, 0, 0]);
    const [restWithoutKafka, broker] = suite.rows[0]?.contenders ?? [];
    expect(restWithoutKafka).toMatchObject({ name: 'rest', applicable: false });
    expect(broker).toMatchObject({ name: 'broker', applicable: true });
    expect(broker?.lostOrders.total).toBe(0);
    expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('network-partition/index.html');

    const partition = parseRunResult(readJson(join(out, 'network-partition', 'result.json')));
    const faultsOf = (name: string) =>
      partition.contenders.find((c) => c.name === name)?.runs[0]?.faults ?? [];
    const done = (name: string) =>
      faultsOf(name).flatMap((f) => ('notApplicable' in f ? [] : [f.target]));
    expect([done('rest'), done('broker')]).toEqual([['gateway–billing'], ['gateway–kafka']]);
    const [link] = faultsOf('broker').filter((f) => !('notApplicable' in f));
    expect(link && 'healedAtMs' in link && link.healedAtMs).toBeGreaterThan(0);
  });

  it('refuses names it does not have before anything starts', async () => {
    const harness = startHarness(['all', '--only', 'billing-down,nonsense']);
    expect(await harness.exited).toBe(2);
    expect(harness.output()).toMatch(/--only: "nonsense" is not in the suite/);
    expect(harness.output()).not.toMatch(/starting/);
  });
});
