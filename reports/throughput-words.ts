// Who decided the most orders per second, when callers wait for their answer and the rate is the result.
import type { RunResult } from '../shared/run-result.ts';
import { figure } from './numbers.ts';
import { spread } from './repetitions.ts';

/** `broker decided most: 210 orders/s vs 140 (rest)`; null when no run measured it. */
export function throughputClause(result: RunResult): string | null {
  const all = result.contenders
    .flatMap(({ name, runs }) => {
      const rate = spread(runs, (run) => run.throughputPerSecond ?? null);
      return rate === null ? [] : [{ name, rate: rate.median }];
    })
    .toSorted((a, b) => b.rate - a.rate);
  const [most, ...others] = all;
  if (most === undefined) return null;
  if (others.length === 0) return `${most.name} decided ${figure(most.rate)} orders/s`;
  const rest = others.map(({ name, rate }) => `${figure(rate)} (${name})`).join(', ');
  const isClose = others.some(({ rate }) => rate > 0.95 * most.rate);
  return `${most.name} decided ${isClose ? 'most, by less than 5 %' : 'most'}: ${figure(most.rate)} orders/s vs ${rest}`;
}
