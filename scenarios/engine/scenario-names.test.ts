// What a scenario file and a command line may name, and what they are told when it does not exist.
import { describe, expect, it } from 'vitest';
import { UsageError } from './arguments.ts';
import { complaintOf, loadScenario, scenarioNames } from './catalog.ts';
import { checkNames } from './choose.ts';
import { configure, refuseIdleOptions } from './configure.ts';
import { whyNoFigure } from './expectations.ts';
import { scenarioSchema } from './scenario.ts';

describe('a scenario file', () => {
  it('names only figures that exist and contenders that take part', async () => {
    for (const name of await scenarioNames()) await checkNames(await loadScenario(name));
    const scenario = await loadScenario('baseline');
    const [rule] = scenario.expectations;
    if (!rule) throw new Error('baseline expects nothing');
    const withRule = (change: object) =>
      checkNames({ ...scenario, expectations: [{ ...rule, ...change }] });
    await expect(withRule({ path: 'outcomes.confirmd' })).rejects.toThrow(
      /baseline.scenario.ts: expectations.0.path: "confirmd" is no figure of a run \(known: /,
    );
    await expect(withRule({ contender: 'rest-retry' })).rejects.toThrow(
      'expectations.0.contender: "rest-retry" does not take part',
    );
  });

  it('is told which fields there are when it has one too many', async () => {
    const { name: _, ...scenario } = await loadScenario('baseline');
    const complaint = (file: object) => {
      const parsed = scenarioSchema.safeParse(file);
      const [issue] = parsed.error?.issues ?? [];
      return complaintOf(issue && { ...issue, path: ['default', ...issue.path] });
    };
    expect(complaint({ ...scenario, faluts: [] })).toMatch(
      /^faluts: there is no such field \(known: .*faults.*\)$/,
    );
    expect(complaint({ ...scenario, phases: { ...scenario.phases, restMs: 1 } })).toBe(
      'phases.restMs: there is no such field',
    );
  });

  it.each([
    ['lostOrders.total', undefined],
    ['latencyMs.decision.p50', undefined],
    ['invariants.never-oversold.count', undefined],
    ['lostAtTheEnd', undefined],
    ['lost', '"lost" is no figure of a run'],
    ['lostOrders.all', '"all" is no figure of a run (known: total, '],
  ])('may expect something of %s: %s', (path, reason) => {
    if (reason === undefined) expect(whyNoFigure(path)).toBeUndefined();
    else expect(whyNoFigure(path)).toContain(reason);
  });
});

describe('an option that would change nothing', () => {
  const args = { quick: true, durationMs: undefined };
  const refused = async (
    name: string,
    options: { ratePerSecond?: number; faultShare?: number },
  ) => {
    const all = { ...args, ratePerSecond: undefined, faultShare: undefined, ...options };
    const scenario = configure(await loadScenario(name), all);
    refuseIdleOptions(scenario, all);
  };

  it('is refused', async () => {
    await expect(refused('capacity', { ratePerSecond: 80 })).rejects.toThrow(UsageError);
    await expect(refused('billing-down', { faultShare: 0.5 })).rejects.toThrow(
      '--fault-share: billing-down has no fault that hits only a share of attempts',
    );
    await expect(refused('billing-503', { faultShare: 0.5 })).resolves.toBeUndefined();
  });
});
