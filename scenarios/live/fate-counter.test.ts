import { describe, expect, it } from 'vitest';
import { FateCounter } from './fate-counter.ts';

function counting() {
  const counter = new FateCounter();
  const adds = () => {
    const { offered, confirmed, declined, lost, waiting } = counter.totals;
    return offered === confirmed + declined + lost + waiting;
  };
  return { counter, adds };
}

describe('the fate of a stream of orders', () => {
  it('is waiting until decided, and always adds up', () => {
    const { counter, adds } = counting();
    counter.sent('a', 0);
    counter.sent('b', 10);
    counter.sent('c', 20);
    counter.answered('a', 'accepted', 15);
    counter.answered('b', 'failed', 40);
    expect(counter.totals).toEqual({ offered: 3, confirmed: 0, declined: 0, lost: 1, waiting: 2 });
    counter.decided({ orderId: 'a', result: 'confirmed', atMs: 100 });
    counter.decided({ orderId: 'c', result: 'declined', atMs: 120 });
    expect(counter.totals).toEqual({ offered: 3, confirmed: 1, declined: 1, lost: 1, waiting: 0 });
    expect(adds()).toBe(true);
  });

  it('takes a loss back when the order is confirmed all the same', () => {
    const { counter, adds } = counting();
    counter.sent('a', 0);
    counter.answered('a', 'unknown', 8_000);
    expect(counter.totals.lost).toBe(1);
    counter.decided({ orderId: 'a', result: 'confirmed', atMs: 9_000 });
    expect(counter.totals).toMatchObject({ lost: 0, confirmed: 1, waiting: 0 });
    expect(adds()).toBe(true);
  });

  it('counts an order once that is refused by the gateway and by its answer', () => {
    const { counter } = counting();
    counter.sent('a', 0);
    counter.decided({ orderId: 'a', result: 'unavailable', atMs: 50 });
    counter.answered('a', 'failed', 60);
    expect(counter.totals).toMatchObject({ lost: 1, waiting: 0 });
  });

  it('measures a second: what came in it, from the instant each order was due', () => {
    const { counter } = counting();
    counter.sent('a', 0);
    counter.sent('b', 100);
    counter.answered('a', 'accepted', 5);
    counter.answered('b', 'accepted', 107);
    counter.decided({ orderId: 'a', result: 'confirmed', atMs: 50 });
    expect(counter.takeSecond(1_000)).toEqual({
      ...{ offered: 2, confirmed: 1, lost: 0 },
      ...{ answerMs: { p50: 5, p95: 7 }, decisionMs: { p50: 50, p95: 50 } },
    });
    expect(counter.takeSecond(2_000)).toEqual({
      ...{ offered: 0, confirmed: 0, lost: 0, answerMs: null, decisionMs: null },
    });
  });

  it('keeps nothing of an order that was given up long ago', () => {
    const { counter } = counting();
    counter.sent('a', 0);
    counter.answered('a', 'failed', 10);
    counter.takeSecond(1_000);
    expect(counter.toAskAbout(10)).toEqual(['a']);
    counter.takeSecond(120_000);
    expect(counter.toAskAbout(10)).toEqual([]);
    expect(counter.totals.lost).toBe(1);
  });

  it('asks about every open order in turn, however many block the way', () => {
    const { counter } = counting();
    for (let n = 0; n < 100; n++) counter.sent(`order-${n}`, n);
    const asked = new Set<string>();
    for (let look = 0; look < 20; look++) for (const id of counter.toAskAbout(20)) asked.add(id);
    expect(asked.size).toBe(100);
  });
});
