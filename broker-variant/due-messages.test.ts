// When the retry queue is asked, and when it is left alone.
import { expect, test } from 'vitest';
import { watchDueMessages } from './due-messages.ts';

/** A queue that answers what `queue` says, counts what it is asked, and a clock that stands still. */
function setUp() {
  const queue = { due: 0, waiting: false, asked: 0, nowMs: 5_000, whileAsked: () => {} };
  const row = {
    ...{ message_id: 'm', topic: 'billing', partition: 0, log_offset: 7 },
    ...{ key: 'k', value: '{}', attempts: 1 },
  };
  const messages = watchDueMessages(
    {
      query: (text) => {
        queue.asked += 1;
        const isTake = text.includes('due_at');
        if (!isTake) queue.whileAsked();
        const count = isTake ? queue.due : Number(queue.waiting);
        return Promise.resolve({ rows: Array.from({ length: count }, () => row), rowCount: count });
      },
    },
    'billing',
    { maxBatch: 10, sessionTimeoutMs: 6_000 },
    () => queue.nowMs,
  );
  const askedBy = async () => {
    const before = queue.asked;
    await messages.take();
    return queue.asked - before;
  };
  return { queue, messages, askedBy };
}

test('an empty queue is left alone for a second, and asked again then', async () => {
  const { queue, askedBy } = setUp();
  expect(await askedBy()).toBeGreaterThan(0);
  queue.nowMs += 999;
  expect(await askedBy()).toBe(0);
  queue.nowMs += 1;
  expect(await askedBy()).toBeGreaterThan(0);
});

test('a queue where something waits is asked every time', async () => {
  const { queue, askedBy } = setUp();
  queue.waiting = true;
  for (let look = 0; look < 3; look++) expect(await askedBy()).toBeGreaterThan(0);
});

test('messages put aside are asked for at once, however empty the queue was', async () => {
  const { queue, messages, askedBy } = setUp();
  await askedBy();
  messages.filled();
  queue.due = 2;
  expect(await messages.take()).toMatchObject([{ messageId: 'm', offset: '7' }, {}]);
});

test('messages put aside while the queue says it is empty are not forgotten', async () => {
  const { queue, messages, askedBy } = setUp();
  queue.whileAsked = () => messages.filled();
  await askedBy();
  expect(await askedBy()).toBeGreaterThan(0);
});
