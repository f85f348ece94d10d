import { expect, it } from 'vitest';
import type { Outcome } from '../../shared/domain/outcome-names.ts';
import { pickSameOrders, watchedOrders } from './journeys.ts';
import { someArrivals } from './testing/mini-run.ts';
import { loadScenario } from './catalog.ts';

const told = (outcomes: Record<string, Outcome>) =>
  Object.entries(outcomes).map(([orderId, outcome]) => ({
    ...{ orderId, outcome, scheduledAtMs: 0, events: [] },
  }));

it('watches orders of the fault first, and a few from before it', async () => {
  const scenario = await loadScenario('billing-down');
  const arrivals = someArrivals(2_000, 20);
  const { steadyMs, faultMs } = scenario.phases;
  const at = new Map(arrivals.map(({ atMs, booking }) => [booking.orderId, atMs]));
  const times = watchedOrders(arrivals, scenario).map((id) => at.get(id) ?? Number.NaN);
  const during = times.filter((ms) => ms > steadyMs && ms < steadyMs + faultMs);
  expect(during).toHaveLength(40);
  expect(during.at(-1)).toBeGreaterThan(steadyMs + 0.9 * faultMs);
  expect(times.slice(0, 40)).toEqual(during);
  expect(times.slice(40).every((ms) => ms < steadyMs)).toBe(true);
  expect(times).toHaveLength(43);
});

it('prefers orders that one contender lost and another did not, each telling something else', () => {
  const rest = told({
    a: 'confirmed',
    b: 'refused',
    c: 'refused',
    d: 'orphan-seat',
    e: 'confirmed',
  });
  const broker = told({
    a: 'confirmed',
    b: 'confirmed',
    c: 'confirmed',
    d: 'confirmed',
    e: 'confirmed',
  });
  expect(pickSameOrders([rest, broker])).toEqual(['b', 'd', 'e']);
});

it('takes what there is when no contender differs, and nothing when an order was not seen by all', () => {
  const calm = told({ a: 'confirmed', b: 'confirmed' });
  expect(pickSameOrders([calm, calm])).toEqual(['a']);
  expect(pickSameOrders([calm, []])).toEqual([]);
  expect(pickSameOrders([])).toEqual([]);
  expect(pickSameOrders([told({ a: 'refused' }), told({ a: 'refused' })])).toEqual(['a']);
});
