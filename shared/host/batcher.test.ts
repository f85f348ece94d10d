import { describe, expect, it } from 'vitest';
import { createBatcher } from './batcher.ts';

describe('natural batching', () => {
  it('runs calls of one turn together and gives each its own result', async () => {
    const batches: number[][] = [];
    const double = createBatcher(
      (items: number[]) => {
        batches.push(items);
        return Promise.resolve(items.map((n) => n * 2));
      },
      { maxBatch: 10, concurrency: 1 },
    );
    expect(await Promise.all([double(1), double(2), double(3)])).toEqual([2, 4, 6]);
    expect(batches).toEqual([[1, 2, 3]]);
  });

  it('gathers what arrives while a batch is running, up to the limit', async () => {
    const sizes: number[] = [];
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const run = createBatcher(
      async (items: number[]) => {
        sizes.push(items.length);
        if (sizes.length === 1) await gate;
        return items;
      },
      { maxBatch: 3, concurrency: 1 },
    );
    const first = run(0);
    await new Promise((resolve) => setImmediate(resolve));
    const rest = [1, 2, 3, 4, 5].map((n) => run(n));
    release();
    await Promise.all([first, ...rest]);
    expect(sizes).toEqual([1, 3, 2]);
  });

  it('fails only the calls of the batch that failed', async () => {
    const run = createBatcher(
      (items: string[]) =>
        items.includes('bad') ? Promise.reject(new Error('no')) : Promise.resolve(items),
      { maxBatch: 1, concurrency: 1 },
    );
    const [bad, good] = await Promise.allSettled([run('bad'), run('good')]);
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled']);
  });
});
