import { describe, expect, it } from 'vitest';
import { newOrder, type Order } from '../shared/domain/order.ts';
import { createLog } from '../shared/host/log.ts';
import { createClaims } from './claims.ts';
import { decideFirst } from './decide-first.ts';
import type { OrderBook } from './order-book.ts';
import { domainPlan } from './plan.ts';
import { restProfiles } from './policy.ts';
import type { CallResult, Transport } from './transport.ts';

const order = newOrder({
  ...{ orderId: '11111111-1111-4111-8111-111111111111', flight: 'RB1000', seats: 1 },
  ...{ card: '4242424242424242', email: 'user@example.com' },
});
const { orderId } = order.booking;

/** A gateway whose row of the order is `stored`, and whose calls end as `results` say. */
function gateway(stored: Order, ...results: CallResult[]) {
  let row = stored;
  const commands: string[] = [];
  const started: string[] = [];
  const claims = createClaims();
  const never = () => Promise.reject(new Error('not asked for here'));
  const book: OrderBook = {
    ...{ insert: never, find: never, unfinished: never, postpone: never },
    read: () => Promise.resolve({ ...row, retries: 0 }),
    save: (next) => {
      row = next;
      return Promise.resolve();
    },
  };
  const transport: Transport = {
    call: (_order, { type }) => {
      const result = results[commands.push(type) - 1];
      return result ? Promise.resolve(result) : never();
    },
    chargeAttempts: () => 0,
    breakerState: () => 'closed',
  };
  const deciding = decideFirst({
    ...{ book, transport, plan: domainPlan, policy: restProfiles.hardened, claims },
    log: createLog('gateway', 'error', () => undefined),
    worker: { start: (id) => void started.push(id), stop: () => Promise.resolve() },
  });
  return { deciding, claims, commands, started, row: () => row };
}

const happy: CallResult[] = (
  ['tickets-reserved', 'card-charged', 'confirmation-sent'] as const
).map((type) => ({ kind: 'answered', event: { type } }));

describe('a booking whose user waits', () => {
  it('is decided once for all who ask at once, and its mail keeps others off', async () => {
    const { deciding, claims, commands, row } = gateway(order, ...happy);
    const answers = await Promise.all([
      deciding.accept(order, true),
      deciding.accept(order, false),
      deciding.accept(order, false),
    ]);
    expect(new Set(answers.map((answer) => answer.kind))).toEqual(new Set(['decided']));
    await deciding.settle();
    expect(commands).toEqual(['reserve-tickets', 'charge-card', 'send-confirmation']);
    expect(row().state).toEqual({ step: 'confirmed', mail: 'sent' });
    expect(claims.size()).toBe(0);
  });

  it('is not driven from what a repeat knew before it had the order in hand', async () => {
    const confirmed: Order = { ...order, state: { step: 'confirmed', mail: 'sent' } };
    const { deciding, commands } = gateway(confirmed);
    expect(await deciding.accept(order, false)).toMatchObject({
      ...{ kind: 'decided', order: { state: confirmed.state } },
    });
    expect(commands).toEqual([]);
  });

  it('is left to the worker that has it in hand', async () => {
    const { deciding, claims, commands } = gateway(order);
    claims.take(orderId);
    expect(await deciding.accept(order, false)).toMatchObject({ kind: 'unavailable', status: 503 });
    expect(commands).toEqual([]);
  });

  it('goes to the worker when it is given up and owes its seats', async () => {
    const gaveUp: CallResult = {
      ...{ kind: 'gave-up', status: 504, detail: 'ticket is silent', effectPossible: true },
    };
    const { deciding, claims, started } = gateway(order, gaveUp);
    expect(await deciding.accept(order, true)).toMatchObject({ kind: 'unavailable', status: 504 });
    expect(started).toEqual([orderId]);
    expect(claims.size()).toBe(0);
  });
});
