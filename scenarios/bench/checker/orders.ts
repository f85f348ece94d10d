// Which order ends in which state, when it arrives and what it is called: the same for the tables, the journal and the expectation.
import { createHash } from 'node:crypto';
import { recipes, stray, warmUp, type Recipe } from './recipes.ts';

/** Epoch ms of t = 0. */
export const t0 = Date.UTC(2026, 0, 1);

/** Recipes by slot: order n has slot n % 1000; strays and warm-up orders have a slot of their own. */
export const slots: Recipe[] = [
  ...recipes.flatMap((recipe) => Array.from({ length: recipe.per1000 }, () => recipe)),
  stray,
  warmUp,
];
export const straySlot = 1_000;
export const warmUpSlot = 1_001;
if (slots.length !== warmUpSlot + 1) throw new Error('the recipes do not add up to a thousand');

/** How many orders there are of each sort. */
export type Amounts = { scheduled: number; strays: number; warmUp: number };

/** One charge in a thousand that nobody ordered, and a warm-up of 300. */
export function amountsOf(orders: number): Amounts {
  return { scheduled: orders, strays: Math.ceil(orders / 1_000), warmUp: 300 };
}

/** The recipe of the n-th scheduled order. */
export function recipeOf(n: number): Recipe {
  const recipe = slots[n % 1_000];
  if (!recipe) throw new Error(`no recipe for order ${n}`);
  return recipe;
}

/** What is added to every instant of the n-th order, 0 to 99.6 ms: no two neighbours take equally long. */
export function spreadMs(n: number): number {
  return (n % 997) / 10;
}

/** The id of an order; PostgreSQL makes the same with `md5(name)::uuid`. */
export function idOf(sort: 'order' | 'stray' | 'warm-up', n: number): string {
  const hex = createHash('md5').update(`${sort}-${n}`).digest('hex');
  return [
    ...[hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)],
  ].join('-');
}
