import { describe, expect, it } from 'vitest';
import type { Delivery } from './delivery.ts';
import { settle } from './failures.ts';
import type { Message } from '../shared/domain/message.ts';

const delivery = (messageId: string): Delivery<Message<unknown>> => ({
  ...{ topic: 'run.billing', partition: 0, offset: '7', key: '', value: '{}' },
  message: { messageId, orderId: messageId, occurredAtMs: 0, body: {} },
});
const failing = (retriable: boolean) => Object.assign(new Error('no'), { retriable });
const [a, b] = [delivery('a'), delivery('b')];

describe('a message that failed', () => {
  it('waits in the retry queue while there are tries left', () => {
    const settlement = settle([a, b], [{ message: a, error: failing(true) }], new Map(), 3);
    expect(settlement).toMatchObject({ waiting: [{ messageId: 'a', attempts: 1 }], dead: [] });
    expect(settlement.finished).toEqual([]);
  });

  it('is a dead letter after the last try, and leaves the queue', () => {
    const tried = new Map([['a', 2]]);
    const settlement = settle([a], [{ message: a, error: failing(true) }], tried, 3);
    expect(settlement.dead[0]?.value).toContain('failed 3 times: no');
    expect(settlement).toMatchObject({ waiting: [], finished: ['a'] });
  });

  it('is a dead letter at once when it would only fail again', () => {
    const settlement = settle([a], [{ message: a, error: failing(false) }], new Map(), 120);
    expect(settlement.dead[0]?.value).toContain('failed once: no');
    expect(settlement).toMatchObject({ waiting: [], finished: [] });
  });

  it('waits once, however many records of it failed: the others are only noted', () => {
    const copy = { ...a, offset: '9' };
    const failed = [a, copy].map((message) => ({ message, error: failing(true) }));
    const { waiting, copies } = settle([a, copy], failed, new Map(), 3);
    expect(waiting.map(({ offset }) => offset)).toEqual(['7']);
    expect(copies).toMatchObject([{ messageId: 'a', offset: '9' }]);
  });

  it('does not keep in the queue those that succeeded', () => {
    const settlement = settle([a, b], [], new Map([['b', 4]]), 120);
    expect(settlement).toEqual({ waiting: [], dead: [], copies: [], finished: ['b'] });
  });
});
