import { expect, it } from 'vitest';
import { deviations, expectedFigures } from './expected.ts';
import { amountsOf, idOf } from './orders.ts';
import { recipes } from './recipes.ts';

it('the mixture has every verdict but the one that must never happen', () => {
  const figures = expectedFigures(amountsOf(1_000));
  const missing = Object.entries(figures)
    .filter(([name, count]) => name.startsWith('outcomes.') && count === 0)
    .map(([name]) => name);
  expect(missing).toEqual(['outcomes.unclassified']);
  expect(recipes.reduce((sum, { per1000 }) => sum + per1000, 0)).toBe(1_000);
});

it('figures grow with the orders', () => {
  const [one, ten] = [1_000, 10_000].map((orders) => expectedFigures(amountsOf(orders)));
  expect(ten?.['outcomes.ghost-charge']).toBe(10 * (one?.['outcomes.ghost-charge'] ?? 0));
  expect(one?.['lost.total']).toBe(82);
});

it('a figure that is off by one is named, and so is one that is not there', () => {
  const right = { a: 1, b: 2, c: null };
  expect(deviations(right, right)).toEqual([]);
  expect(deviations({ a: 1, b: 3 }, right)).toEqual([
    'b is 3, not 2',
    'c is missing, not expected at all',
  ]);
});

it('ids are those that PostgreSQL makes of the same words', () => {
  // SELECT md5('order-7')::uuid
  expect(idOf('order', 7)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(idOf('order', 7)).not.toBe(idOf('stray', 7));
});
