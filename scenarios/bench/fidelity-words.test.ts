// Proves that a repetition which misses a goal says which one, and one that misses none says so.
import { expect, test } from 'vitest';
import { fidelityLines, missedGoals, type Repetition } from './fidelity-words.ts';

const good: Repetition = {
  title: 'a server that answers',
  stretches: [
    {
      ...{ name: 'all', due: 20_000, notSent: 0, answered: 20_000, unknown: 0, odd: 0 },
      ...{ lateMs: { p50: 0.6, p99: 2.1, max: 9 }, receivedMs: { p50: 1, p99: 4, max: 12 } },
    },
  ],
  memory: { heapBefore: 20, heapAfter: 22, rssBefore: 150, rssPeak: 190 },
  ...{ cores: 0.4, longestGcMs: 3, mostOpen: 60 },
};
const [stretch] = good.stretches;
const withStretch = (change: object): Repetition => ({
  ...good,
  stretches: stretch ? [{ ...stretch, ...change }] : [],
});

test('a good one misses nothing', () => {
  expect(missedGoals(good)).toEqual([]);
  expect(fidelityLines(good, null).at(-1)).toContain('✓');
});

test.each<[string, Repetition, RegExp]>([
  ['late', withStretch({ lateMs: { p50: 1, p99: 5.1, max: 9 } }), /^all: p99 lateness 5.1 ms/],
  ['not sent', withStretch({ notSent: 3 }), /3 orders were not sent/],
  ['odd', withStretch({ odd: 2 }), /2 orders were neither accepted nor given up/],
  ['leak', { ...good, memory: { ...good.memory, heapAfter: 40 } }, /20 MB of heap/],
  ['hungry', { ...good, mostOpen: 10_000, memory: { ...good.memory, rssPeak: 1_150 } }, /102 KB/],
])('%s', (_what, repetition, words) => {
  expect(missedGoals(repetition)).toEqual([expect.stringMatching(words)]);
  expect(fidelityLines(repetition, null).at(-1)).toContain('✗');
});
