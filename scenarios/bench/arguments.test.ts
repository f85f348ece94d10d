import { describe, expect, it } from 'vitest';
import { UsageError } from '../engine/arguments.ts';
import { parseBenchArguments } from './arguments.ts';

describe('the command line of bench', () => {
  it('measures everything three times when nothing is said', () => {
    expect(parseBenchArguments([])).toMatchObject({
      ...{ parts: new Set(['throughput', 'latency', 'drain']), runs: 3, seconds: 8 },
      ...{ openSeconds: 10, backlog: 20_000, check: false },
      contenders: ['rest', 'rest-hardened', 'broker'],
    });
  });

  it('is quick when asked, and does not insist on it', () => {
    expect(parseBenchArguments(['--quick'])).toMatchObject({ runs: 1, seconds: 2, backlog: 1_000 });
    expect(parseBenchArguments(['--quick', '--runs', '4', '--seconds', '5'])).toMatchObject({
      ...{ runs: 4, seconds: 5, openSeconds: 5 },
    });
  });

  it.each([
    [['--only', 'latency,speed'], '--only: there is no part "speed"'],
    [['--only', ''], '--only: needs names'],
    [['--runs', '0'], '--runs'],
    [['--runs', '1.5'], '--runs'],
    [['--seconds', 'x'], '--seconds'],
    [['--out', ' '], '--out'],
    [['--check', '--write-baseline'], 'one or the other'],
    [['--what'], '--what'],
    [['stray'], 'stray'],
  ])('refuses %j', (argv, reason) => {
    expect(() => parseBenchArguments(argv)).toThrow(UsageError);
    expect(() => parseBenchArguments(argv)).toThrow(reason);
  });
});
