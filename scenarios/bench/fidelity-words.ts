// What is asked of the generator, whether a repetition lived up to it, and both in words. Pure.
import { count, duration, percent } from '../../reports/numbers.ts';
import type { Memory } from './fire.ts';
import type { Spread, Stretch } from './lateness.ts';
import { textTable } from '../engine/text-table.ts';

/** Arrivals per second the generator has to keep up with: forty times what most scenarios send. */
export const askedRate = 2_000;
const lateAtMostMs = 5;
/** What a run may leave in the heap: code that was compiled, sockets that are kept. */
const heapGrowthAtMostMb = 16;
/** Largest growth per order under way: a socket, a request, its timer and their buffers. */
const perOrderAtMostKb = 64;
const manyOpen = 1_000;

/** One repetition: its stretches, and what it took. */
export type Repetition = {
  title: string;
  stretches: Stretch[];
  memory: Memory;
  /** CPU of the generator's process, in cores. */
  cores: number;
  longestGcMs: number;
  /** Most orders under way at once. */
  mostOpen: number;
};

/** The goals a repetition missed, a sentence each; empty when it met them all. */
export function missedGoals({ stretches, memory, mostOpen }: Repetition): string[] {
  const perStretch = stretches.flatMap(({ name, lateMs, notSent, odd }) => [
    ...(lateMs && lateMs.p99 > lateAtMostMs
      ? [`${name}: p99 lateness ${duration(lateMs.p99)}, at most ${lateAtMostMs} ms was asked`]
      : []),
    ...(notSent > 0 ? [`${name}: ${count(notSent)} orders were not sent`] : []),
    ...(odd > 0 ? [`${name}: ${count(odd)} orders were neither accepted nor given up`] : []),
  ]);
  const heapGrowth = memory.heapAfter - memory.heapBefore;
  const growthKb = (memory.rssPeak - memory.rssBefore) * 1_024;
  // Of few orders under way the growth is not theirs, but the journal's.
  const perOrderKb = mostOpen < manyOpen ? 0 : growthKb / mostOpen;
  return [
    ...perStretch,
    ...(heapGrowth > heapGrowthAtMostMb
      ? [`${count(Math.round(heapGrowth))} MB of heap were not given back`]
      : []),
    ...(perOrderKb > perOrderAtMostKb
      ? [`${count(Math.round(perOrderKb))} KB of memory per order under way`]
      : []),
  ];
}

/** A repetition as lines of text: a table, what it took, and the goals; `idle` is how late an idle process woke up. */
export function fidelityLines(repetition: Repetition, idle: Spread): string[] {
  const { title, stretches, memory, cores, longestGcMs, mostOpen } = repetition;
  const missed = missedGoals(repetition);
  return [
    title,
    ...textTable([
      ['  orders due', 'due', 'not sent', 'late', 'received', 'answered', 'given up'],
      ...stretches.map((stretch) => [
        `  ${stretch.name}`,
        count(stretch.due),
        count(stretch.notSent),
        spreadWords(stretch.lateMs),
        spreadWords(stretch.receivedMs),
        count(stretch.answered),
        count(stretch.unknown),
      ]),
    ]),
    `  most under way ${count(mostOpen)}, CPU ${percent(cores, 1)} of a core, heap ${megabytes(memory.heapBefore)} before and ${megabytes(memory.heapAfter)} after, resident ${megabytes(memory.rssBefore)} before and ${megabytes(memory.rssPeak)} at most`,
    `  a process with nothing to do woke up late by ${spreadWords(idle)}; longest collection ${duration(longestGcMs)}`,
    ...(missed.length > 0 ? missed.map((words) => `  ✗ ${words}`) : ['  ✓ every goal met']),
  ];
}

function spreadWords(spread: Spread): string {
  return spread === null ? '–' : [spread.p50, spread.p99, spread.max].map(duration).join(' / ');
}

function megabytes(mb: number): string {
  return `${count(Math.round(mb))} MB`;
}
