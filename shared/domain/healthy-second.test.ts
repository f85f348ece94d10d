// The rule of a healthy second at its borders.
import { describe, expect, it } from 'vitest';
import { healthyLike, type JudgedSecond } from './healthy-second.ts';

const calm: JudgedSecond = {
  offered: 100,
  lost: 0,
  decisionMs: { p95: 20 },
  consumerLag: 5,
  outboxDepth: 2,
  retryDepth: 0,
};
const isHealthy = healthyLike([calm, { ...calm, decisionMs: { p95: 30 }, consumerLag: 8 }]);

describe('a second is healthy', () => {
  it.each<[string, Partial<JudgedSecond>, boolean]>([
    ['with one order in a hundred lost', { lost: 1 }, true],
    ['but not with more', { lost: 2 }, false],
    ['at twice the slowest steady p95 and 100 ms', { decisionMs: { p95: 160 } }, true],
    ['but no slower', { decisionMs: { p95: 161 } }, false],
    ['at the longest steady backlog and 50 more', { consumerLag: 50, retryDepth: 8 }, true],
    ['but with no more waiting, wherever it waits', { consumerLag: 50, retryDepth: 9 }, false],
    ['when nobody came', { offered: 0, decisionMs: null }, true],
    ['but not when somebody came and nobody got there', { decisionMs: null }, false],
    ['without a broker', { consumerLag: null, outboxDepth: null, retryDepth: null }, true],
  ])('%s', (_, change, expected) => {
    expect(isHealthy({ ...calm, ...change })).toBe(expected);
  });
});
