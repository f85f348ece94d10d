import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Arrival } from '../engine/arrivals.ts';
import { startTraffic } from './traffic.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function running() {
  const sent: Arrival[] = [];
  const clock = () => performance.now();
  const traffic = startTraffic({
    ...{ clock, draw: { flights: 2, declinedShare: 0 }, seed: 1 },
    send: (arrival) => sent.push(arrival),
  });
  return { sent, traffic };
}

it('sends nothing until it has a rate, and nothing more without one', () => {
  const { sent, traffic } = running();
  vi.advanceTimersByTime(5_000);
  expect(sent).toEqual([]);
  traffic.setRate(50);
  vi.advanceTimersByTime(2_000);
  const before = sent.length;
  expect(before).toBeGreaterThan(50);
  traffic.setRate(0);
  vi.advanceTimersByTime(5_000);
  expect(sent).toHaveLength(before);
});

it('keeps the rate it is given, and a new one from the instant it is set', () => {
  const { sent, traffic } = running();
  traffic.setRate(20);
  vi.advanceTimersByTime(60_000);
  const slow = sent.length;
  traffic.setRate(200);
  vi.advanceTimersByTime(60_000);
  // Poisson counts: 1200 and 12000, each within five standard deviations.
  expect(Math.abs(slow - 1_200)).toBeLessThan(5 * Math.sqrt(1_200));
  expect(Math.abs(sent.length - slow - 12_000)).toBeLessThan(5 * Math.sqrt(12_000));
});

it('sends each order once, when it is due and not before', () => {
  const sent: { dueMs: number; nowMs: number; orderId: string }[] = [];
  const clock = () => performance.now();
  const traffic = startTraffic({
    ...{ clock, draw: { flights: 2, declinedShare: 0 }, seed: 1 },
    send: ({ atMs, booking }) =>
      sent.push({ dueMs: atMs, nowMs: clock(), orderId: booking.orderId }),
  });
  traffic.setRate(100);
  vi.advanceTimersByTime(3_000);
  traffic.stop();
  expect(sent.every(({ dueMs, nowMs }) => nowMs >= dueMs)).toBe(true);
  expect(new Set(sent.map(({ orderId }) => orderId)).size).toBe(sent.length);
});
