import { describe, expect, it } from 'vitest';
import { nearestName, parseArguments, refuseSwallowedOptions, UsageError } from './arguments.ts';

describe('the command line', () => {
  it('takes a name and every option', () => {
    const argv = [
      ...['billing-down', '--quick', '--rate', '80', '--duration', '30', '--seed', '7'],
      ...['--contenders', 'rest, broker', '--runs', '3', '--out', 'x', '--json', '-', '--no-color'],
      ...['--instances', 'billing=3', '--instances', 'email=2'],
      ...['--fault-share', '0.5', '--junit', 'a.xml', '--md', 'a.md', '--open', '--quiet'],
      ...['--replication-factor', '3', '--kafka-nodes', '3'],
      ...['--target', 'compose'],
    ];
    expect(parseArguments(argv)).toEqual({
      ...{ name: 'billing-down', list: false, help: false, quick: true, ratePerSecond: 80 },
      ...{ durationMs: 30_000, faultShare: 0.5, seed: 7, contenders: ['rest', 'broker'], runs: 3 },
      ...{ out: 'x', json: '-', junit: 'a.xml', md: 'a.md', color: false },
      ...{ open: true, quiet: true, instances: ['billing=3', 'email=2'] },
      ...{ replicationFactor: 3, kafkaNodes: 3, target: 'compose' },
    });
  });

  it.each([
    [['x', '--rate', 'fast'], '--rate: "fast" is not a number from 0.1 to 10000'],
    [['x', '--rate', ''], '--rate: "" is not a number from 0.1 to 10000'],
    [['x', '--runs', '1.5'], '--runs: "1.5" is not a whole number from 1 to 100'],
    [['x', '--seed', '1e99'], '--seed: "1e99" is not a whole number'],
    [['x', '--fault-share', '2'], '--fault-share: "2" is not a number from 0 to 1'],
    [['x', '--contenders', ','], '--contenders: needs at least one name'],
    [['x', '--out', ' '], '--out: needs a path'],
    [['x', '--junit', ''], '--junit: needs a path'],
    [['x', '--kafka-nodes', '2'], '--kafka-nodes: "2" is not 1 or 3'],
    [['x', '--kafka-nodes', ''], '--kafka-nodes: "" is not 1 or 3'],
    [['x', '--target', 'moon'], '--target: "moon" is not compose'],
    [['x', 'y'], 'one scenario at a time, please: x y'],
    [['x', '--nonsense'], '--nonsense'],
  ])('refuses %j in a sentence that names the option', (argv, sentence) => {
    expect(() => parseArguments(argv)).toThrow(UsageError);
    expect(() => parseArguments(argv)).toThrow(sentence);
  });

  it('notices options that npm kept for itself', () => {
    expect(() => refuseSwallowedOptions({ npm_config_fault_share: '1' })).toThrow(
      'put -- before it',
    );
    expect(() => refuseSwallowedOptions({ npm_config_registry: 'x' })).not.toThrow();
  });

  it('suggests the nearest name, and none when nothing is near', () => {
    const known = ['baseline', 'billing-503', 'billing-down'];
    expect(nearestName('biling-down', known)).toBe('billing-down');
    expect(nearestName('baselin', known)).toBe('baseline');
    expect(nearestName('quantum-entanglement', known)).toBeUndefined();
  });
});
