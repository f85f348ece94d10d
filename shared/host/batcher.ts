// Natural batching: while one batch is being written, the next one gathers. No timer, no added delay.

/** Collects single calls and runs them together; each caller gets its own result back. */
export function createBatcher<Item, Result>(
  runBatch: (items: Item[]) => Promise<Result[]>,
  options: { maxBatch: number; concurrency: number },
): (item: Item) => Promise<Result> {
  type Waiting = {
    item: Item;
    resolve: (result: Result) => void;
    reject: (error: unknown) => void;
  };
  const queue: Waiting[] = [];
  let running = 0;
  const pump = () => {
    while (running < options.concurrency && queue.length > 0) {
      const batch = queue.splice(0, options.maxBatch);
      running++;
      void runBatch(batch.map((w) => w.item))
        .then(
          (results) =>
            batch.forEach((w, i) => {
              const result = results[i];
              if (result === undefined) w.reject(new Error('a batch left an item unanswered'));
              else w.resolve(result);
            }),
          (error: unknown) => batch.forEach((w) => w.reject(error)),
        )
        .finally(() => {
          running--;
          pump();
        });
    }
  };
  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      // Calls of the same turn of the event loop belong together.
      setImmediate(pump);
    });
}
