// Proves that waiting ends: by the answer, the deadline, a failing check or an abort.
import { expect, test } from 'vitest';
import { waitUntil } from './wait.ts';

test('it looks again until the check answers true', async () => {
  let looks = 0;
  await waitUntil('three looks', () => ++looks === 3, { deadlineMs: 1_000, everyMs: 1 });
  expect(looks).toBe(3);
});

test('when the deadline passes, the error names what was waited for and for how long', async () => {
  const waiting = waitUntil('the moon', () => false, { deadlineMs: 20, everyMs: 1 });
  await expect(waiting).rejects.toThrow('waited 20 ms in vain for the moon');
});

test('a check that never answers does not outlast the deadline', async () => {
  const waiting = waitUntil('silence', () => new Promise(() => {}), { deadlineMs: 20 });
  await expect(waiting).rejects.toThrow('silence');
});

test('a failing check ends the wait with its own error', async () => {
  const check = () => Promise.reject(new Error('it died'));
  await expect(waitUntil('life', check, { deadlineMs: 1_000 })).rejects.toThrow('it died');
});

test('an abort ends the wait at once, with the reason of the abort', async () => {
  const abort = new AbortController();
  const options = { deadlineMs: 60_000, everyMs: 30_000, signal: abort.signal };
  const waiting = waitUntil('a long time', () => false, options);
  abort.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
});

test('when aborted beforehand, it fails even if the check would answer true later', async () => {
  const options = { deadlineMs: 1_000, signal: AbortSignal.abort(new Error('too late')) };
  await expect(waitUntil('x', () => false, options)).rejects.toThrow('too late');
});
