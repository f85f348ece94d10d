// A look at regular intervals that can also be asked for, one at a time.

/** Looks at once and then every `everyMs`, or as soon as it is woken. `look` must not reject. */
export function startPoll(
  everyMs: number,
  look: () => Promise<void>,
): { wake(): void; stop(): Promise<void> } {
  let stopped = false;
  let woken = false;
  let endNap: (() => void) | undefined;

  const nap = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      endNap = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const wake = () => {
    woken = true;
    endNap?.();
  };
  const loop = async () => {
    // Not before the caller has what this returns.
    await Promise.resolve();
    while (!stopped) {
      woken = false;
      await look();
      if (!woken && !stopped) await nap();
    }
  };
  const done = loop();
  return {
    wake,
    stop: async () => {
      stopped = true;
      wake();
      await done;
    },
  };
}
