// Ratios are taken round by round, and a goal is met, missed, or says nothing.
import { describe, expect, it } from 'vitest';
import type { DrainRound, FlatOut, LatencyRound } from '../../shared/bench-result.ts';
import { figuresOf, ratios, type Measured } from './figures.ts';

const nothing: Measured = { throughput: [], latency: [], unitCosts: [], drain: [] };

const flatOut = (confirmedPerSecond: number): FlatOut => ({
  ...{ confirmedPerSecond, confirmed: 1, seconds: 1, lost: 0, harm: 0, unsettled: 0 },
  walBytesPerOrder: confirmedPerSecond,
  cpu: null,
});

function throughput(perSecond: Record<string, number[]>): Measured {
  return {
    ...nothing,
    throughput: Object.entries(perSecond).map(([subject, rounds]) => ({
      ...{ subject, rounds: rounds.map(flatOut) },
    })),
  };
}

const percentiles = (p50: number | null, p99: number | null) => ({
  ...{ p50, p99, count: 200, missing: 0 },
});

function latency(subject: string, decision: number | null, tail: number | null): LatencyRound {
  return {
    ...{ subject, ratePerSecond: 20, answerMs: percentiles(3, 9), generatorLateMs: 1, cpu: null },
    decisionMs: percentiles(decision, tail),
  };
}

function figure(measured: Measured, id: string) {
  return figuresOf(measured).find((one) => one.id === id);
}

describe('a ratio', () => {
  it('is taken of the two measurements of one round, not of two medians', () => {
    const measured = throughput({ rest: [80, 300, 90], 'rest-floor': [100, 600, 100] });
    expect(figure(measured, 'throughput.rest/rest-floor')).toMatchObject({
      ...{ rounds: [0.8, 0.5, 0.9], median: 0.8, low: 0.5, high: 0.9, met: true },
    });
  });

  it('is missing where a round lacks a side or there is nothing to divide by', () => {
    expect(ratios([1, 2, null, 4], [2, 0, 3])).toEqual([0.5, null, null, null]);
  });

  it('that nobody measured is no figure', () => {
    expect(figuresOf(nothing)).toEqual([]);
    expect(figuresOf(throughput({ rest: [100] }))).toEqual([]);
  });
});

describe('a goal', () => {
  it.each([
    ['missed', 2_000, 4_000, false],
    ['met', 3_100, 4_000, true],
    ['silent where the floor itself is too slow', 2_000, 3_500, null],
  ])('of 3 000 orders a second is %s', (_, broker, floor, met) => {
    const measured = throughput({ broker: [broker], 'broker-floor': [floor] });
    expect(figure(measured, 'throughput.broker')?.met).toBe(met);
  });

  it('is none where two contenders are only set side by side', () => {
    const found = figure(throughput({ broker: [9], rest: [3] }), 'throughput.broker/rest');
    expect(found).toMatchObject({ median: 3, goal: null, met: null });
  });

  it('for latency is at most, and counts hops and commits one by one', () => {
    const measured: Measured = {
      ...nothing,
      latency: [latency('broker', 24, 140), latency('rest', 14, 20), latency('rest-floor', 10, 15)],
      unitCosts: [{ hopMs: 3, produceMs: 2, commitMs: 0.8 }],
    };
    expect(figure(measured, 'latency.20.broker/parts')).toMatchObject({ median: 1.5, met: true });
    expect(figure(measured, 'latency.20.broker-decision')).toMatchObject({ median: 24, met: true });
    expect(figure(measured, 'latency.20.broker-tail')?.met).toBe(true);
    expect(figure(measured, 'latency.20.rest/rest-floor')).toMatchObject({
      median: 1.4,
      met: false,
    });
    expect(figure(measured, 'latency.20.broker/broker-floor')).toBeUndefined();
  });

  it('of a drain looks at speed and at those who order meanwhile', () => {
    const round: DrainRound = {
      ...{ subject: 'broker', backlog: 20_000, seconds: 10, perSecond: 2_000 },
      ...{ flatOutPerSecond: 2_500, lost: 0, harm: 0 },
      ...{ steadyAnswerMs: percentiles(3, 10), drainingAnswerMs: percentiles(5, 20) },
    };
    const measured = { ...nothing, drain: [round] };
    expect(figure(measured, 'drain.broker/flat-out')).toMatchObject({ median: 0.8, met: false });
    expect(figure(measured, 'drain.broker-answer')).toMatchObject({ median: 2, met: true });
  });
});
