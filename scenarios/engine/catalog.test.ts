import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadChangeFeed, loadContenders, loadScenario, scenarioNames } from './catalog.ts';
import { rowNames } from './instances.ts';
import { configure } from './configure.ts';
import { arrivalRate } from './scenario.ts';

const contenders = await loadContenders();
const names = await scenarioNames();

describe('the catalog', () => {
  it('finds the scenarios by their file names', async () => {
    const files = await readdir(new URL('../', import.meta.url));
    expect(names).toContain('billing-down');
    expect(names.length).toBeGreaterThan(20);
    expect(files).toEqual(expect.arrayContaining(names.map((name) => `${name}.scenario.ts`)));
  });

  it('finds the contenders of every variant', () => {
    expect([...contenders.keys()]).toEqual([
      ...['broker-plain', 'broker-commit-after', 'broker-outbox', 'broker-inbox', 'broker'],
      ...['broker-timeout', 'rest-bare', 'rest', 'rest-retry', 'rest-key', 'rest-breaker'],
      ...['rest-hardened', 'rest-outbox'],
    ]);
  });

  it('finds the way to stream a table', async () => {
    expect(Object.keys((await loadChangeFeed()).methods)).toContain('snapshot-polling');
  });

  it.each(names)('%s is valid, uses known contenders, and is short', async (name) => {
    const scenario = await loadScenario(name);
    for (const contender of scenario.contenders)
      expect([...contenders.keys()]).toContain(contender);
    for (const { contender } of scenario.expectations)
      expect(['*', ...contenders.keys(), ...rowNames(scenario.contenders, scenario)]).toContain(
        contender,
      );
    const text = await readFile(new URL(`../${name}.scenario.ts`, import.meta.url), 'utf8');
    expect(text).not.toMatch(/=>|function/);
    expect(text.split('\n').length).toBeLessThanOrEqual(80);
  });

  it('stretches the phases to the duration asked for, in proportion', async () => {
    const scenario = await loadScenario('billing-down');
    const args = { quick: false, ratePerSecond: 7, durationMs: 46_000, faultShare: undefined };
    const { phases, arrivals } = configure(scenario, args);
    expect(arrivalRate(arrivals)).toBe(7);
    expect(phases.steadyMs + phases.faultMs + phases.recoveryMs).toBe(46_000);
    expect(phases.faultMs).toBe(20_000);
  });
});
