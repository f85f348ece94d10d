// Proves how lateness is counted: per stretch, from the intended instant, and nothing is dropped.
import { expect, test } from 'vitest';
import type { Arrival } from '../engine/arrivals.ts';
import { drawBooking } from '../engine/arrivals.ts';
import { Ledger } from '../engine/ledger.ts';
import { seededRandom } from '../engine/random.ts';
import { aroundFreeze, spreadOf, stretchOf } from './lateness.ts';
import { mostOpen } from './most-open.ts';

const random = seededRandom(1);
const due = (atMs: number): Arrival => ({
  atMs,
  booking: drawBooking(random, { flights: 1, declinedShare: 0 }),
});

function journalOf(arrivals: Arrival[]) {
  const ledger = new Ledger(arrivals);
  const ids = arrivals.map(({ booking }) => booking.orderId);
  return { ledger, ids, entries: () => [...ledger.entries.values()] };
}

test('percentiles by nearest rank, of values in any order; of nothing there are none', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ p50: 2, p99: 3, max: 3 });
  expect(spreadOf([])).toBeNull();
});

test('lateness runs from the intended instant; what was not sent is counted and has none', () => {
  const { ledger, ids, entries } = journalOf([due(10), due(20), due(30)]);
  ledger.sent(ids[0] ?? '', 12);
  ledger.answered(ids[0] ?? '', 'accepted', 202, 15);
  ledger.sent(ids[1] ?? '', 21);
  ledger.answered(ids[1] ?? '', 'unknown', null, 8_021);
  expect(stretchOf('all', entries())).toEqual({
    ...{ name: 'all', due: 3, notSent: 1, answered: 1, unknown: 1, odd: 0, receivedMs: null },
    lateMs: { p50: 1, p99: 2, max: 2 },
  });
});

test('an order that was sent and heard of no more is odd, and so is one that was refused', () => {
  const { ledger, ids, entries } = journalOf([due(10), due(20)]);
  for (const id of ids) ledger.sent(id, 20);
  ledger.answered(ids[1] ?? '', 'failed', null, 21);
  expect(stretchOf('all', entries()).odd).toBe(2);
});

test('the server’s receipt counts from the intended instant too; orders it never had are left out', () => {
  const { ids, entries } = journalOf([due(10), due(20)]);
  const receivedAt = (orderId: string) => (orderId === ids[1] ? 23 : undefined);
  expect(stretchOf('all', entries(), receivedAt).receivedMs).toEqual({ p50: 3, p99: 3, max: 3 });
});

test('around a freeze, an order belongs to the stretch it was due in, whenever it left', () => {
  const { ledger, ids, entries } = journalOf([due(99), due(100), due(199), due(200)]);
  for (const id of ids) ledger.sent(id, 250);
  const stretches = aroundFreeze(entries(), { fromMs: 100, untilMs: 200 });
  expect(stretches.map((stretch) => stretch.due)).toEqual([1, 2, 1]);
});

test('most under way at once: an order without an answer stays until the deadline', () => {
  const { ledger, ids, entries } = journalOf([due(0), due(10), due(20), due(200)]);
  const sent = [0, 10, 20, 200];
  ids.forEach((id, i) => ledger.sent(id, sent[i] ?? 0));
  ledger.answered(ids[0] ?? '', 'accepted', 202, 5);
  ledger.answered(ids[1] ?? '', 'unknown', null, 110);
  ledger.answered(ids[2] ?? '', 'accepted', 202, 30);
  expect(mostOpen(entries(), 100)).toBe(2);
});
