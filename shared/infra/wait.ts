// Waiting is always for a named condition with a deadline, so that a hang explains itself.
import { setTimeout as delay } from 'node:timers/promises';

/** How long and how often to look; both in milliseconds. */
export type WaitOptions = {
  readonly deadlineMs: number;
  /** Pause between two looks; 50 by default. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
};

/**
 * Resolves as soon as `check` answers true.
 * Rejects when the deadline passes (the error names `what`), when `check` rejects, or at once when aborted.
 */
export async function waitUntil(
  what: string,
  check: () => Promise<boolean> | boolean,
  { deadlineMs, everyMs = 50, signal }: WaitOptions,
): Promise<void> {
  const late = AbortSignal.timeout(deadlineMs);
  const over = signal === undefined ? late : AbortSignal.any([late, signal]);
  const ended = rejectOnAbort(over);
  try {
    while (!(await Promise.race([check(), ended.promise]))) {
      await delay(everyMs, undefined, { signal: over });
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (late.aborted)
      throw new Error(`waited ${deadlineMs} ms in vain for ${what}`, { cause: error });
    throw error;
  } finally {
    ended.release();
  }
}

/** A promise that only ever rejects, with the reason of the abort; `release` takes the listener off. */
export function rejectOnAbort(signal: AbortSignal): {
  promise: Promise<never>;
  release: () => void;
} {
  const { promise, reject } = withReject();
  const onAbort = (): void => reject(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  // The race may already be over when the abort arrives; nobody needs to hear of it then.
  promise.catch(() => {});
  return { promise, release: () => signal.removeEventListener('abort', onAbort) };
}

function withReject(): { promise: Promise<never>; reject: (reason: unknown) => void } {
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<never>((_resolve, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}
