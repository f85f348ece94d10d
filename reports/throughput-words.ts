// Who decided the most orders per second, when callers wait for their answer and the rate is the result.
import type { RunResult } from '../shared/run-result.ts';
import { fewestRuns, leadsInThroughput } from './noise.ts';
import { figure, listed, range } from './numbers.ts';
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
  const runs = fewestRuns(result.contenders);
  const isLess = ({ rate }: { rate: number }) => leadsInThroughput(most.rate, rate, runs);
  const leaders = all.filter((one) => !isLess(one));
  const names = listed(leaders.map(({ name }) => name));
  const [low, high] = [figure(leaders.at(-1)?.rate ?? most.rate), figure(most.rate)];
  const pace = `${low === high ? high : range(low, high)} orders/s`;
  if (leaders.length === all.length)
    return `no detectable difference in throughput: ${names} decided ${pace}`;
  const rest = all
    .filter(isLess)
    .map(({ name, rate }) => `${figure(rate)} (${name})`)
    .join(', ');
  return `${names} decided most: ${pace} vs ${rest}`;
}
