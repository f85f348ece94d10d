// Keeps track of everything that is being made to wait, so that healing can let it all go at once.

/** A set of pending waits. */
export type Holds = {
  /** Resolves after `ms` milliseconds (absent = never), on release, or when `signal` aborts. Never rejects. */
  wait: (ms?: number, signal?: AbortSignal) => Promise<void>;
  /** Resolves every pending wait, and every later one at once. */
  end: () => void;
};

/** Makes an empty set of waits. */
export function createHolds(): Holds {
  const pending = new Set<() => void>();
  let ended = false;
  return {
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (ended || signal?.aborted) return resolve();
        const timer = ms === undefined ? undefined : setTimeout(letGo, ms);
        function letGo(): void {
          clearTimeout(timer);
          signal?.removeEventListener('abort', letGo);
          pending.delete(letGo);
          resolve();
        }
        signal?.addEventListener('abort', letGo, { once: true });
        pending.add(letGo);
      }),
    end() {
      ended = true;
      for (const letGo of pending) letGo();
    },
  };
}
