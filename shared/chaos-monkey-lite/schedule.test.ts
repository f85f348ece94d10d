// Proves that a schedule keeps its times and heals everything, whatever goes wrong.
import { expect, test } from 'vitest';
import { runSchedule } from './schedule.ts';
import type { PlannedFault, ScheduleOptions } from './scheduled-fault.ts';

type Sleeper = { dueMs: number; wake: () => void };

/** Virtual time: `sleep` returns when `advance` has reached its instant, or on abort. */
function virtualTime() {
  let nowMs = 1000;
  let sleepers: Sleeper[] = [];
  const options = {
    clock: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((wake) => {
        sleepers.push({ dueMs: nowMs + ms, wake });
        signal.addEventListener('abort', () => wake());
      }),
  } satisfies ScheduleOptions;
  async function advance(toMs: number): Promise<void> {
    for (nowMs; nowMs < toMs; nowMs += 1) {
      const due = sleepers.filter(({ dueMs }) => dueMs <= nowMs);
      sleepers = sleepers.filter((sleeper) => !due.includes(sleeper));
      for (const { wake } of due) wake();
      // oxlint-disable-next-line no-await-in-loop -- lets everything due at this instant happen
      await new Promise(setImmediate);
    }
  }
  return { options, advance };
}

/** A fault that writes down what happens to it, and fails where told. */
function setUp() {
  const log: string[] = [];
  function plan(target: string, atMs: number, untilMs: number, fails = ''): PlannedFault {
    const step = async (name: string): Promise<void> => {
      log.push(`${name} ${target}`);
      if (fails === name) throw new Error(`${name} ${target} failed`);
    };
    const inject = async (): Promise<() => Promise<void>> => {
      await step('inject');
      return () => step('heal');
    };
    return { atMs, untilMs, fault: { kind: 'test', target, inject } };
  }
  return { log, plan };
}

test('faults are injected and healed at their times, overlapping or not, and the times are recorded', async () => {
  const { options, advance } = virtualTime();
  const { log, plan } = setUp();
  const changes: string[] = [];
  const done = runSchedule([plan('a', 10, 50), plan('b', 0, 20), plan('c', 30, 40)], {
    ...options,
    onEvent: ({ change, event }) => changes.push(`${change} ${event.target}`),
  });
  await advance(1100);
  const events = await done;
  const order = ['inject b', 'inject a', 'heal b', 'inject c', 'heal c', 'heal a'];
  expect(log).toEqual(order);
  expect(changes).toEqual(order.map((line) => line.replace(/^(inject|heal)/, '$1ed')));
  expect(events.map((event) => [event.target, event.injectedAtMs, event.healedAtMs])).toEqual([
    ['a', 10, 50],
    ['b', 0, 20],
    ['c', 30, 40],
  ]);
});

test('times count from a start the caller gives', async () => {
  const { options, advance } = virtualTime();
  const { plan } = setUp();
  const done = runSchedule([plan('a', 100, 120)], { ...options, startedAtMs: 950 });
  await advance(1100);
  expect(await done).toMatchObject([{ injectedAtMs: 100, healedAtMs: 120 }]);
});

test('aborting heals at once what is in force and skips the rest', async () => {
  const { options, advance } = virtualTime();
  const { log, plan } = setUp();
  const abort = new AbortController();
  const done = runSchedule([plan('a', 10, Infinity), plan('b', 60, 90)], {
    ...options,
    signal: abort.signal,
  });
  await advance(1030);
  abort.abort();
  expect(await done).toMatchObject([
    { target: 'a', injectedAtMs: 10, healedAtMs: 30, untilMs: Infinity },
    { target: 'b', injectedAtMs: null, healedAtMs: null },
  ]);
  expect(log).toEqual(['inject a', 'heal a']);
});

test('an abort while an inject is under way still heals it', async () => {
  const { options } = virtualTime();
  const abort = new AbortController();
  let healed = false;
  const inject = async (): Promise<() => Promise<void>> => {
    abort.abort();
    return async () => {
      healed = true;
    };
  };
  const entry = { atMs: 0, untilMs: 10, fault: { kind: 'test', target: 'a', inject } };
  await runSchedule([entry], { ...options, signal: abort.signal });
  expect(healed).toBe(true);
});

test('an inject that fails ends the schedule; what is in force is healed, the failure reported', async () => {
  const { options, advance } = virtualTime();
  const { log, plan } = setUp();
  const done = runSchedule(
    [plan('a', 0, 90), plan('b', 20, 80, 'inject'), plan('c', 50, 60)],
    options,
  );
  const failure = expect(done).rejects.toMatchObject({
    name: 'AggregateError',
    errors: [new Error('inject b failed')],
  });
  await advance(1030);
  await failure;
  expect(log).toEqual(['inject a', 'inject b', 'heal a']);
});

test('a heal that fails does not keep the others from healing; all failures are reported', async () => {
  const { options, advance } = virtualTime();
  const { log, plan } = setUp();
  const done = runSchedule(
    [plan('a', 0, 20, 'heal'), plan('b', 0, 50, 'heal'), plan('c', 0, 60)],
    options,
  );
  const failure = expect(done).rejects.toMatchObject({
    errors: [new Error('heal a failed'), new Error('heal b failed')],
  });
  await advance(1030);
  await failure;
  expect(log.filter((line) => line.startsWith('heal')).toSorted()).toEqual([
    'heal a',
    'heal b',
    'heal c',
  ]);
});

test('a listener that throws does not leave a fault in force', async () => {
  const { options } = virtualTime();
  const { log, plan } = setUp();
  await expect(runSchedule([plan('a', 0, 50)], { ...options, onEvent: fail })).rejects.toThrow(
    AggregateError,
  );
  expect(log).toEqual(['inject a', 'heal a']);
});

test('a sleep that rejects does not leave a fault in force', async () => {
  const { log, plan } = setUp();
  await expect(runSchedule([plan('a', 0, 50)], { sleep: async () => fail() })).rejects.toThrow(
    AggregateError,
  );
  expect(log).toEqual(['inject a', 'heal a']);
});

test('a fault with a process is recorded with its pid before and after', async () => {
  let pid = 7;
  const inject = async (): Promise<() => Promise<void>> => async () => {
    pid = 8;
  };
  const fault = { kind: 'kill', target: 'billing', pid: () => pid, inject };
  const [event] = await runSchedule([{ atMs: 0, untilMs: 1, fault }]);
  expect(event).toMatchObject({ pidBefore: 7, pidAfter: 8 });
});

test('an entry that ends before it begins is refused before anything happens', async () => {
  const { log, plan } = setUp();
  await expect(runSchedule([plan('a', 0, 5), plan('b', 5, 5)])).rejects.toThrow('test of b');
  expect(log).toEqual([]);
});

function fail(): never {
  throw new Error('from outside');
}
