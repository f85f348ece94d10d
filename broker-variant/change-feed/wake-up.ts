// A wait that a wake-up ends, also one that came a moment before the wait began.

/** Ends waits. */
export type WakeUp = {
  wake(): void;
  /** Forgets wake-ups: what they told of will be seen by what is done next. */
  reset(): void;
  /** Resolves at a wake-up since the last `reset`, after `mostMs`, or when the signal aborts. */
  wait(mostMs: number): Promise<void>;
};

/** A wake-up that the end of `signal` triggers too. */
export function createWakeUp(signal: AbortSignal): WakeUp {
  let isAwake = signal.aborted;
  let finish: (() => void) | undefined;
  const wake = () => {
    isAwake = true;
    finish?.();
  };
  signal.addEventListener('abort', wake, { once: true });
  return {
    wake,
    reset: () => {
      isAwake = signal.aborted;
    },
    wait: (mostMs) =>
      new Promise((resolve) => {
        if (isAwake) return resolve();
        const timer = setTimeout(() => finish?.(), mostMs);
        finish = () => {
          clearTimeout(timer);
          finish = undefined;
          resolve();
        };
      }),
  };
}
