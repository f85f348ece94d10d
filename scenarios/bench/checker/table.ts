// The bench's figures as lines for the terminal: both sizes side by side, and how one grew from the other. Pure.
import { median } from '../../engine/expectations.ts';
import type { Measurement } from './measure.ts';

/** Limits for the larger size, when it is a million orders. */
export const limits = { judgeSeconds: 15, judgeMb: 600, pageMb: 3, writeSeconds: 10, growth: 11 };

/** Lines of the table; the ratio is that of the medians. */
export function tableOf(small: Measurement, large: Measurement): string[] {
  const line = (...cells: string[]) =>
    cells.map((c, i) => (i === 0 ? c.padEnd(28) : c.padStart(24))).join('');
  const spread = (values: number[]) =>
    `${figure(median(values) ?? 0)} [${figure(Math.min(...values))}–${figure(Math.max(...values))}]`;
  const times = (what: string, of: (round: Measurement['rounds'][number]) => number) => {
    const [a, b] = [small, large].map((size) => size.rounds.map(of));
    const ratio = (median(b ?? []) ?? 0) / (median(a ?? []) ?? 1);
    return line(what, spread(a ?? []), spread(b ?? []), `× ${ratio.toFixed(1)}`);
  };
  const both = (what: string, of: (size: Measurement) => number) =>
    line(what, figure(of(small)), figure(of(large)), `× ${(of(large) / of(small)).toFixed(1)}`);
  return [
    line('orders', String(small.orders), String(large.orders), `× ${large.orders / small.orders}`),
    both('fill, s', ({ fill }) => fill),
    times('join + judge, s', ({ judge }) => judge),
    times('… of it computing here, s', ({ judgeCpu }) => judgeCpu),
    times('assemble, s', ({ assemble }) => assemble),
    times('judge + assemble, s', ({ judge, assemble }) => judge + assemble),
    times('render + write, s', ({ write }) => write),
    both('held before, MB', ({ memory }) => memory.before),
    both('judging beyond that, MB', ({ memory }) => memory.judged - memory.before),
    both('with assembling, MB', ({ memory }) => memory.assembled - memory.before),
    both('with the report, MB', ({ memory }) => memory.written - memory.before),
    both('page, MB', ({ pageBytes }) => pageBytes / 1e6),
    both('result.json, MB', ({ resultBytes }) => resultBytes / 1e6),
  ];
}

/** Which limits a million orders break, a sentence each; empty for other amounts. */
export function broken(small: Measurement, large: Measurement): string[] {
  if (large.orders !== 1_000_000) return [];
  const of = (size: Measurement, what: 'judge' | 'assemble' | 'write') =>
    median(size.rounds.map((round) => round[what])) ?? 0;
  const growth = of(large, 'judge') / of(small, 'judge');
  const held = large.memory.assembled - large.memory.before;
  const over = (what: string, value: number, limit: number) =>
    value > limit ? [`${what}: ${figure(value)}, limit ${limit}`] : [];
  return [
    ...over('join + judge, s', of(large, 'judge'), limits.judgeSeconds),
    ...over('memory of judging, MB', held, limits.judgeMb),
    ...over('page, MB', large.pageBytes / 1e6, limits.pageMb),
    ...over('render + write, s', of(large, 'write'), limits.writeSeconds),
    ...over('growth of join + judge', (growth * small.orders * 10) / large.orders, limits.growth),
  ];
}

function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
