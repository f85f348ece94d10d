import { describe, expect, it } from 'vitest';
import { deadLetter, keptBytes } from './dead-letter.ts';
import { commandMessageSchema, eventMessageSchema, parseDelivery } from './delivery.ts';
import { fitting, outboxRow } from './outbox.ts';
import { nextMessage } from './orchestrate.ts';
import { brokerProfiles } from './policy.ts';
import { retryDelayMs } from './retry-queue.ts';
import { newOrder } from '../shared/domain/order.ts';

const orderId = '11111111-1111-4111-8111-111111111111';
const booking = {
  ...{ orderId, flight: 'RB1000', seats: 1, card: '4242424242424242', email: 'user@example.com' },
};
const source = { topic: 'run.billing', partition: 1, offset: '7', key: orderId };

describe('a record from a topic', () => {
  it('is read back as the message that was sent', () => {
    const row = nextMessage('run', newOrder(booking), 5);
    expect(row).toMatchObject({ topic: 'run.tickets', key: orderId });
    const parsed = parseDelivery(commandMessageSchema, { ...source, value: row?.value ?? '' });
    expect(parsed).toMatchObject({
      delivery: { message: { orderId, body: { command: { type: 'reserve-tickets' }, booking } } },
    });
  });

  it.each([
    ['not JSON', '{', 'value: not JSON'],
    ['null', 'null', 'expected object'],
    ['an unknown field', JSON.stringify({ ...envelope(), extra: 1 }), 'extra'],
    ['a bad order id', JSON.stringify({ ...envelope(), orderId: 'x' }), 'orderId'],
    ['an unknown event', JSON.stringify({ ...envelope(), body: { event: { type: 'x' } } }), 'type'],
  ])('that is %s is refused, naming the field', (_what, value, named) => {
    const parsed = parseDelivery(eventMessageSchema, { ...source, value });
    expect('error' in parsed ? parsed.error : '').toContain(named);
  });

  it('cannot pretend that the gateway gave up: that event never travels', () => {
    const value = JSON.stringify({
      ...envelope(),
      body: { event: { type: 'gave-up', effectPossible: false } },
    });
    expect(parseDelivery(eventMessageSchema, { ...source, value })).toHaveProperty('error');
  });
});

describe('a dead letter', () => {
  it('keeps the exact bytes, the origin and the reason', () => {
    const bytes = Buffer.from([0, 255, 1]);
    const row = deadLetter({ ...source, value: bytes }, 'value: not JSON');
    expect(row.topic).toBe('run.billing.dead-letter');
    expect(JSON.parse(row.value)).toEqual({
      ...{ reason: 'value: not JSON', topic: 'run.billing', partition: 1, offset: '7' },
      valueBase64: bytes.toString('base64'),
      bytes: 3,
    });
  });

  it('keeps a key only when it is an order id', () => {
    expect(deadLetter({ ...source, value: '' }, 'x').key).toBe(orderId);
    expect(deadLetter({ ...source, key: '\u0000', value: '' }, 'x').key).toBe('');
  });
});

describe('a message that failed', () => {
  it('waits twice as long each time, up to the limit', () => {
    const delays = [1, 2, 3, 4, 50].map((n) => retryDelayMs(brokerProfiles.broker, n));
    expect(delays).toEqual([200, 400, 800, 1_000, 1_000]);
  });
});

function envelope() {
  const row = outboxRow('t', orderId, { event: { type: 'card-charged' } }, 1);
  const message: Record<string, unknown> = JSON.parse(row.value);
  return message;
}

describe('records too large to be copied', () => {
  it('are kept by their first bytes and their length', () => {
    const { value } = deadLetter({ ...source, value: Buffer.alloc(900_000, 1) }, 'unreadable');
    const kept: unknown = JSON.parse(value);
    expect(kept).toMatchObject({ bytes: 900_000 });
    expect(value.length).toBeLessThan(keptBytes * 1.4);
  });

  it('never fill more than one batch of a relay, and never stop it', () => {
    const rows = (...sizes: number[]) => sizes.map((size) => ({ value: 'x'.repeat(size) }));
    expect(fitting(rows(10, 20, 30))).toHaveLength(3);
    expect(fitting(rows(300_000, 200_000, 100_000))).toHaveLength(2);
    expect(fitting(rows(900_000, 1))).toHaveLength(1);
    expect(fitting([])).toEqual([]);
  });
});
