import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newOrder, nextCommand, statusOf, type OrderState } from '../shared/domain/order.ts';
import { createLog } from '../shared/host/log.ts';
import type { StoredOrder } from '../shared/services/order-store.ts';
import { createClaims } from './claims.ts';
import type { OrderBook } from './order-book.ts';
import { domainPlan } from './plan.ts';
import { restProfiles, type RestPolicy } from './policy.ts';
import type { CallResult, Transport } from './transport.ts';
import { startWorker, type Worker } from './worker.ts';

const answers = {
  'reserve-tickets': 'tickets-reserved',
  'charge-card': 'card-charged',
  'send-confirmation': 'confirmation-sent',
  'void-charge': 'charge-voided',
  'release-tickets': 'tickets-released',
} as const;
const gaveUp: CallResult = {
  ...{ kind: 'gave-up', status: 503, detail: 'billing is unreachable', effectPossible: true },
};

/** A table in memory: what is in it survives the gateway that worked on it. */
function table() {
  const rows = new Map<string, { order: StoredOrder; retryAt: number; touchedAt: number }>();
  const put = (orderId: string, state: OrderState, retries: number, retryAt = Date.now()) => {
    const booking = {
      ...{ orderId, flight: 'RB1000', seats: 1 },
      ...{ card: '4242424242424242', email: 'user@example.com' },
    };
    const order = { ...newOrder(booking), state, retries };
    rows.set(orderId, { order, retryAt, touchedAt: Date.now() });
  };
  const row = (orderId: string) => {
    const found = rows.get(orderId);
    if (!found) throw new Error(`no order ${orderId}`);
    return found;
  };
  const book: OrderBook = {
    insert: () => Promise.reject(new Error('not asked for here')),
    find: () => Promise.resolve([]),
    read: (orderId) => Promise.resolve(row(orderId).order),
    save: (order) => Promise.resolve(put(order.booking.orderId, order.state, 0)),
    unfinished: ({ undecidedIdleMs, limit }) =>
      Promise.resolve(
        [...rows.values()]
          .filter(({ order, retryAt, touchedAt }) => {
            const idleMs = statusOf(order.state) === 'pending' ? undecidedIdleMs : 0;
            const isDue = retryAt <= Date.now() && touchedAt <= Date.now() - idleMs;
            return nextCommand(order) !== undefined && isDue;
          })
          .toSorted((a, b) => a.retryAt - b.retryAt)
          .slice(0, limit)
          .map(({ order }) => order),
      ),
    postpone: (orderId, delayMs) => {
      const { order } = row(orderId);
      put(orderId, order.state, order.retries + 1, Date.now() + delayMs);
      return Promise.resolve();
    },
  };
  const states = () => [...rows.values()].map(({ order }) => order.state);
  return { book, put, states, row };
}

/** Services that are down as long as `isDown` says, and count what they are asked. */
function services() {
  const world = { isDown: false, atOnce: 0, mostAtOnce: 0, calls: [] as string[] };
  const transport: Transport = {
    call: async (_order, { type }) => {
      world.calls.push(type);
      world.mostAtOnce = Math.max(world.mostAtOnce, ++world.atOnce);
      await new Promise((resolve) => setTimeout(resolve, 10));
      world.atOnce--;
      if (world.isDown && type === 'charge-card') return gaveUp;
      return { kind: 'answered', event: { type: answers[type] } };
    },
    chargeAttempts: () => 0,
    breakerState: () => 'closed',
  };
  return { world, transport };
}

const log = createLog('gateway', 'error', () => undefined);
const done: OrderState = { step: 'confirmed', mail: 'sent' };
let workers: Worker[] = [];

function gateway(
  book: OrderBook,
  transport: Transport,
  policy: RestPolicy = restProfiles.outbox,
  claims = createClaims(),
) {
  const worker = startWorker({ book, transport, plan: domainPlan, policy, log, claims });
  workers.push(worker);
  return { worker, claims };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  const stopping = Promise.all(workers.map((worker) => worker.stop()));
  await vi.advanceTimersByTimeAsync(1_000);
  await stopping;
  workers = [];
  vi.useRealTimers();
});
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('the worker behind a durable store', () => {
  it('starts on an accepted order at once and drives it to the mail', async () => {
    const { book, put, states } = table();
    const { world, transport } = services();
    const { worker, claims } = gateway(book, transport);
    await pass(1);
    put('a', { step: 'requested' }, 0);
    worker.start('a');
    await pass(40);
    expect(world.calls).toEqual(['reserve-tickets', 'charge-card', 'send-confirmation']);
    expect(states()).toEqual([done]);
    expect(claims.size()).toBe(0);
  });

  it('never gives up for a technical reason, and slows down meanwhile', async () => {
    const { book, put, states, row } = table();
    const { world, transport } = services();
    world.isDown = true;
    const { worker } = gateway(book, transport);
    put('a', { step: 'requested' }, 0);
    worker.start('a');
    await pass(10 * 60_000);
    expect(states()).toEqual([{ step: 'reserved' }]);
    const tries = world.calls.length;
    expect(tries).toBeGreaterThan(300);
    expect(tries).toBeLessThan(700);
    expect(row('a').order.retries).toBeGreaterThan(300);
    world.isDown = false;
    await pass(2_000);
    expect(states()).toEqual([done]);
  });

  it('goes on after a crash with what the table says', async () => {
    const { book, put, states } = table();
    put('a', { step: 'requested' }, 0);
    put('b', { step: 'reserved' }, 0);
    put('c', { step: 'confirmed', mail: 'owed' }, 0);
    const { world, transport } = services();
    gateway(book, transport);
    await pass(100);
    expect(states()).toEqual([done, done, done]);
    expect(world.calls.filter((type) => type === 'reserve-tickets')).toHaveLength(1);
    expect(world.calls.filter((type) => type === 'charge-card')).toHaveLength(2);
  });

  it('works off a long backlog without more at once than it may, and without waiting for the poll', async () => {
    const { book, put, states } = table();
    const { world, transport } = services();
    const { worker } = gateway(book, transport);
    for (let n = 0; n < 1_000; n++) {
      put(`order-${n}`, { step: 'requested' }, 0);
      worker.start(`order-${n}`);
    }
    await pass(1_500);
    expect(states().every((state) => state.step === 'confirmed')).toBe(true);
    expect(world.calls).toHaveLength(3_000);
    expect(world.mostAtOnce).toBe(128);
  });

  it('leaves an order alone that somebody else has in hand', async () => {
    const { book, put, states } = table();
    const { world, transport } = services();
    const claims = createClaims();
    claims.take('a');
    put('a', { step: 'requested' }, 0);
    gateway(book, transport, restProfiles.outbox, claims);
    await pass(2_000);
    expect(world.calls).toEqual([]);
    claims.giveBack('a');
    await pass(2_000);
    expect(states()).toEqual([done]);
  });
});

describe('the worker behind requests that wait', () => {
  it('takes an order back that nobody drives any more', async () => {
    const { book, put, states } = table();
    const { world, transport } = services();
    put('a', { step: 'reserved' }, 0);
    gateway(book, transport, restProfiles.hardened);
    await pass(5_000);
    expect(world.calls).toEqual([]);
    await pass(3_000);
    expect(world.calls).toEqual(['void-charge', 'release-tickets']);
    expect(states()).toEqual([{ step: 'rejected', reason: 'unavailable' }]);
  });

  it('acts on what the row says after the claim, not on what it said when it was found', async () => {
    const { book, put, states } = table();
    const { world, transport } = services();
    put('a', { step: 'reserved' }, 0);
    const findThenConfirm: OrderBook = {
      ...book,
      unfinished: async (options) => {
        const found = await book.unfinished(options);
        // Its user has come back and a request has finished it, between the look and the claim.
        for (const { booking } of found) put(booking.orderId, done, 0);
        return found;
      },
    };
    gateway(findThenConfirm, transport, restProfiles.hardened);
    await pass(10_000);
    expect(world.calls).toEqual([]);
    expect(states()).toEqual([done]);
  });
});
