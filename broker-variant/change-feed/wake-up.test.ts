// A wake-up is never lost, whether it comes before the wait, during it, or as the end of everything.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createWakeUp } from './wake-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether a wait is over after the ticks that promises need. */
async function isOver(wait: Promise<void>): Promise<boolean> {
  let over = false;
  void wait.then(() => (over = true));
  await vi.advanceTimersByTimeAsync(0);
  return over;
}

it('ends a wait that is under way', async () => {
  const wakeUp = createWakeUp(new AbortController().signal);
  const wait = wakeUp.wait(1_000);
  expect(await isOver(wait)).toBe(false);
  wakeUp.wake();
  expect(await isOver(wait)).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('ends a wait that begins after it, until it is forgotten', async () => {
  const wakeUp = createWakeUp(new AbortController().signal);
  wakeUp.wake();
  expect(await isOver(wakeUp.wait(1_000))).toBe(true);
  wakeUp.reset();
  expect(await isOver(wakeUp.wait(1_000))).toBe(false);
});

it('is not needed once the time is up', async () => {
  const wakeUp = createWakeUp(new AbortController().signal);
  const wait = wakeUp.wait(1_000);
  await vi.advanceTimersByTimeAsync(999);
  expect(await isOver(wait)).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(await isOver(wait)).toBe(true);
});

it('comes with the end, for this wait and all that follow', async () => {
  const ending = new AbortController();
  const wakeUp = createWakeUp(ending.signal);
  const wait = wakeUp.wait(1_000);
  ending.abort();
  expect(await isOver(wait)).toBe(true);
  wakeUp.reset();
  expect(await isOver(wakeUp.wait(1_000))).toBe(true);
  const late = createWakeUp(ending.signal);
  expect(await isOver(late.wait(1_000))).toBe(true);
});
