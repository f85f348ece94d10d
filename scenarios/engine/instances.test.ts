import { describe, expect, it } from 'vitest';
import { UsageError } from './arguments.ts';
import { chooseContenders, checkNames } from './choose.ts';
import { loadScenario } from './catalog.ts';
import { configure } from './configure.ts';
import { checkInstances, parseInstances } from './instance-checks.ts';
import { instancesSchema, rowsOf } from './instances.ts';

const noArguments = {
  ...{ quick: false, ratePerSecond: undefined, durationMs: undefined, faultShare: undefined },
};
const scenarioWith = async (name: string, instances: string[], quick = false) =>
  configure(await loadScenario(name), { ...noArguments, quick, instances });

describe('--instances', () => {
  it('takes one service or several, in one list or one by one', () => {
    expect(parseInstances(['billing=3'])).toEqual({ billing: 3 });
    expect(parseInstances(['billing=3, email=2'])).toEqual({ billing: 3, email: 2 });
    expect(parseInstances(['billing=3', 'ticket=8'])).toEqual({ billing: 3, ticket: 8 });
    expect(parseInstances(undefined)).toBeUndefined();
  });

  it.each([
    ['gateway=2', 'the gateway stays one'],
    ['biling=2', '"biling=2" is not a service and a number'],
    ['billing', 'no whole number from 1 to 8'],
    ['billing=', 'no whole number from 1 to 8'],
    ['billing=9', 'no whole number from 1 to 8'],
    ['billing=0', 'no whole number from 1 to 8'],
    ['billing=1.5', 'no whole number from 1 to 8'],
    ['billing=1=2', 'is not a service and a number'],
    ['billing=2,billing=3', 'billing is there twice'],
    ['', 'is not a service and a number'],
  ])('refuses %j: %s', (text, sentence) => {
    expect(() => parseInstances([text])).toThrow(UsageError);
    expect(() => parseInstances([text])).toThrow(sentence);
  });

  it('goes before what the scenario says', async () => {
    expect((await scenarioWith('rebalance', ['billing=3'])).instances).toEqual({ billing: 3 });
    expect((await scenarioWith('rebalance', ['email=2'])).instances).toEqual({
      ...{ billing: 2, email: 2 },
    });
  });

  it.each([
    ['rebalance', 'billing=1', 'the fault instance-leaves is done to billing-2'],
    ['rebalance', 'billing=4', '5 instances of billing are more than the 4 partitions'],
    ['baseline', 'email=5', '5 instances of email are more than the 4 partitions'],
    ['network-partition', 'billing=2', 'can be cut only where billing is one instance'],
  ])('is refused by %s with %s: %s', async (name, text, sentence) => {
    const scenario = await scenarioWith(name, [text]);
    const entries = await chooseContenders(['rest', 'broker']);
    expect(() => checkInstances(scenario, entries)).toThrow(UsageError);
    expect(() => checkInstances(scenario, entries)).toThrow(sentence);
  });

  it('needs no partitions where there are none', async () => {
    const scenario = await scenarioWith('baseline', ['email=8']);
    const entries = await chooseContenders(['rest']);
    expect(() => checkInstances(scenario, entries)).not.toThrow();
  });
});

describe('a list of numbers of instances', () => {
  it('makes a row of each contender for every number', async () => {
    const scenario = await loadScenario('scale-out');
    const rows = rowsOf(await chooseContenders(['rest', 'broker']), scenario);
    expect(rows.map(({ contender, instances }) => [contender.name, instances])).toEqual([
      ...[1, 2, 4].map((billing) => [`rest ×${billing}`, { billing }]),
      ...[1, 2, 4].map((billing) => [`broker ×${billing}`, { billing }]),
    ]);
    await expect(checkNames(scenario)).resolves.toBeUndefined();
  });

  it('is a single row again when the command line asks for one number', async () => {
    const scenario = await scenarioWith('scale-out', ['billing=3']);
    const rows = rowsOf(await chooseContenders(['broker']), scenario);
    expect(rows.map(({ contender, instances }) => [contender.name, instances])).toEqual([
      ['broker', { billing: 3 }],
    ]);
  });

  it('may be given for one service only', () => {
    expect(instancesSchema.safeParse({ billing: [1, 2], email: 2 }).success).toBe(true);
    expect(instancesSchema.safeParse({ billing: [1, 2], email: [1, 2] }).success).toBe(false);
    expect(instancesSchema.safeParse({ gateway: 2 }).success).toBe(false);
  });

  it('keeps its orders in proportion to the time', async () => {
    const { arrivals } = configure(await loadScenario('scale-out'), {
      ...noArguments,
      quick: true,
    });
    expect(arrivals).toMatchObject({ process: 'closed-loop', orders: 160 });
  });
});
