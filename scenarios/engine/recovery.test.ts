import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TimelineBucket } from '../../shared/run-result.ts';
import { peakWaiting, timeToRecovery } from './recovery.ts';
import { buildTimeline } from './timeline.ts';

const [empty] = buildTimeline({ judged: [], samples: [], t0: 0, endMs: 1 });

/** One bucket a second from `[lost, p95, lag]`. */
function timeline(...seconds: [lost: number, p95: number, lag: number][]): TimelineBucket[] {
  if (!empty) throw new Error('no bucket');
  return seconds.map(([lost, p95, consumerLag], i) => ({
    ...{ ...empty, tMs: i * 1_000, offered: 50, lost, consumerLag },
    decisionMs: { p50: p95, p95, p99: p95 },
  }));
}
const good: [number, number, number] = [0, 20, 1];
const bad: [number, number, number] = [50, 20, 1];

describe('time to recovery', () => {
  it('ends at the first of five healthy seconds in a row', () => {
    const seconds = timeline(good, good, bad, bad, bad, bad, good, good, good, good, good);
    expect(timeToRecovery(seconds, 2_000, 4_500, 11_000)).toBe(1_500);
  });

  it('starts again when a second inside the stretch is not healthy', () => {
    const seconds = timeline(good, bad, good, good, bad, good, good, good, good, good);
    expect(timeToRecovery(seconds, 1_000, 1_500, 10_000)).toBe(3_500);
  });

  it('waits for the backlog and for latency, not only for losses', () => {
    const slow = timeline(good, bad, [0, 900, 1], [0, 20, 300], good, good, good, good, good);
    expect(timeToRecovery(slow, 1_000, 2_000, 9_000)).toBe(2_000);
  });

  it('is null when the run ends before five healthy seconds', () => {
    expect(timeToRecovery(timeline(good, bad, good, good), 1_000, 2_000, 4_000)).toBeNull();
  });
});

describe('the backlog peak', () => {
  it('is the most orders stored and undecided at one instant', () => {
    expect(
      peakWaiting([
        { storedMs: 0, decidedMs: 10 },
        { storedMs: 5, decidedMs: 20 },
        { storedMs: 10, decidedMs: null },
      ]),
    ).toBe(2);
    expect(peakWaiting([])).toBe(0);
  });

  it('is what counting at every instant finds; an order that was never stored waits for nothing', () => {
    const instant = fc.integer({ min: 0, max: 20 });
    const order = fc.record({
      storedMs: fc.option(instant),
      tookMs: fc.option(fc.integer({ min: 1, max: 9 })),
    });
    fc.assert(
      fc.property(fc.array(order, { maxLength: 30 }), (drawn) => {
        const orders = drawn.map(({ storedMs, tookMs }) => ({
          storedMs,
          decidedMs: tookMs === null ? null : (storedMs ?? 0) + tookMs,
        }));
        const waitingAt = (ms: number) =>
          orders.filter(
            (o) => o.storedMs !== null && o.storedMs <= ms && (o.decidedMs ?? Infinity) > ms,
          ).length;
        const most = Math.max(...Array.from({ length: 21 }, (_, ms) => waitingAt(ms)));
        expect(peakWaiting(orders)).toBe(most);
      }),
    );
  });
});
