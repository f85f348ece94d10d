// Proves the decision: targets, windows, attempts, order of faults, and what clearing forgets.
import { expect, test } from 'vitest';
import { createChaos } from './chaos.ts';
import type { HandlerFault } from './fault.ts';
import { isHit } from './hit.ts';

const always: HandlerFault = { id: 'always', kind: 'error', rate: 1, point: 'before' };
const half: HandlerFault = { ...always, kind: 'unavailable', id: 'half', rate: 0.5 };

test('without faults nothing is hit', () => {
  expect(createChaos({ seed: 1 }).decide('charge', 'k')).toBeUndefined();
});

test('a fault with a target leaves other handlers alone', () => {
  const chaos = createChaos({ seed: 1 });
  chaos.set([{ ...always, target: 'charge' }]);
  expect(chaos.decide('charge', 'k')?.id).toBe('always');
  expect(chaos.decide('refund', 'k')).toBeUndefined();
});

test('a fault acts within its window, counted from when it was set', () => {
  let nowMs = 5000;
  const chaos = createChaos({ seed: 1, clock: () => nowMs });
  chaos.set([{ ...always, fromMs: 100, untilMs: 200 }]);
  const hitAt = (ms: number): boolean => {
    nowMs = 5000 + ms;
    return chaos.decide('charge', 'k') !== undefined;
  };
  expect([0, 99, 100, 199, 200, 150].map(hitAt)).toEqual([false, false, true, true, false, false]);
});

test('attempts are counted per fault and key, so retries get a draw of their own', () => {
  const chaos = createChaos({ seed: 3 });
  chaos.set([half]);
  const seen = Array.from({ length: 20 }, () => {
    chaos.decide('charge', 'other');
    return chaos.decide('charge', 'k') !== undefined;
  });
  expect(seen).toEqual(seen.map((_, i) => isHit(3, 'half', 'k', i + 1, 0.5)));
  expect(new Set(seen).size).toBe(2);
});

test('an error is a bug: what it hits it hits at every attempt, and the rest never', () => {
  const chaos = createChaos({ seed: 3 });
  chaos.set([{ ...half, kind: 'error' }]);
  const keys = Array.from({ length: 40 }, (_, i) => `order-${i}`);
  const round = () => keys.map((key) => chaos.decide('charge', key)?.id);
  const first = round();
  expect(new Set(first)).toEqual(new Set(['half', undefined]));
  expect(round()).toEqual(first);
});

test('an attempt given by the caller is used instead of the counter', () => {
  const chaos = createChaos({ seed: 3 });
  chaos.set([half]);
  const answers = [5, 5, 1].map((n) => chaos.decide('charge', 'k', n) !== undefined);
  expect(answers).toEqual([5, 5, 1].map((n) => isHit(3, 'half', 'k', n, 0.5)));
});

test('whom a fault would hit does not depend on the faults before it', () => {
  const attempts = Array.from({ length: 30 }, (_, i) => i + 1);
  const chaos = createChaos({ seed: 3 });
  chaos.set([{ ...half, id: 'first' }, half]);
  for (const n of attempts) {
    const first = isHit(3, 'first', 'k', n, 0.5) ? 'first' : undefined;
    const second = isHit(3, 'half', 'k', n, 0.5) ? 'half' : undefined;
    expect(chaos.decide('charge', 'k')?.id).toBe(first ?? second);
  }
});

test('the list shows hits per fault, and clearing one leaves the others with theirs', () => {
  const chaos = createChaos({ seed: 1 });
  chaos.set([
    { ...always, target: 'charge' },
    { ...always, id: 'rest' },
  ]);
  for (const target of ['charge', 'charge', 'refund']) chaos.decide(target, 'k');
  expect(chaos.list().map(({ id, hits }) => [id, hits])).toEqual([
    ['always', 2],
    ['rest', 1],
  ]);
  chaos.clear('always');
  chaos.clear('no-such-fault');
  expect(chaos.list().map(({ id }) => id)).toEqual(['rest']);
  chaos.clear();
  expect(chaos.list()).toEqual([]);
});

test('clearing forgets the attempts, so the next experiment starts like the first', () => {
  const chaos = createChaos({ seed: 3 });
  const tenAttempts = (): boolean[] => {
    chaos.set([half]);
    return Array.from({ length: 10 }, () => chaos.decide('charge', 'k') !== undefined);
  };
  expect(tenAttempts()).toEqual(tenAttempts());
});

test('an invalid list changes nothing', () => {
  const chaos = createChaos({ seed: 1 });
  chaos.set([always]);
  expect(() => chaos.set([{ ...always, rate: 2 }])).toThrow('faults[0].rate');
  expect(chaos.list().map(({ id }) => id)).toEqual(['always']);
});

test('adding keeps the faults already set and replaces one with the same id', () => {
  const chaos = createChaos({ seed: 1 });
  chaos.set([{ id: 'a', kind: 'error', rate: 1, point: 'before', target: 'x' }]);
  chaos.add([{ id: 'b', kind: 'reset', rate: 1, point: 'before', target: 'y' }]);
  expect([chaos.decide('x', 'k')?.kind, chaos.decide('y', 'k')?.kind]).toEqual(['error', 'reset']);
  chaos.add([{ id: 'a', kind: 'hang', rate: 1, point: 'before', target: 'x' }]);
  expect(chaos.list().map(({ id, kind }) => [id, kind])).toEqual([
    ['b', 'reset'],
    ['a', 'hang'],
  ]);
});
