// A quiet machine leaves no doubt; every other circumstance is said.
import { describe, expect, it } from 'vitest';
import { doubtsOf, isDisturbed } from './bench-doubts.ts';
import { benchSample } from './fixtures/bench-sample.ts';

describe('doubts about a bench', () => {
  it('are none when nobody disturbed it and nothing was lost', () => {
    expect(doubtsOf(benchSample())).toEqual([]);
    expect(isDisturbed(benchSample())).toBe(false);
  });

  it('tell of a machine that was taken away while latency was measured', () => {
    const result = benchSample();
    for (const round of result.latency) round.cpu = { msPerOrder: {}, otherCores: 0.4 };
    expect(isDisturbed(result)).toBe(true);
    expect(doubtsOf(result)).toEqual([expect.stringMatching(/^Others had up to 0\.4 of 2 cores/)]);
  });

  it('name whoever took cores, a late generator, losses, and a disk that was not waited for', () => {
    const result = benchSample();
    for (const { rounds } of result.throughput)
      for (const round of rounds) {
        round.cpu = { msPerOrder: {}, otherCores: 0.9 };
        round.lost = 1;
      }
    for (const round of result.latency) {
      round.generatorLateMs = 12;
      round.decisionMs.missing = 2;
    }
    for (const round of result.drain) round.harm = 4;
    result.settings.fsync = 'off';
    expect(isDisturbed(result)).toBe(true);
    expect(doubtsOf(result)).toEqual([
      'Others had up to 0.9 of 2 cores during a measurement: throughput and latency hold that, the CPU of an order less.',
      'The generator was late by up to 12 ms (p99): latencies hold that, too.',
      '3 orders were lost.',
      '4 orders were harmed.',
      '2 orders of the open loop were never decided.',
      'PostgreSQL ran with fsync off.',
    ]);
  });
});
