// Finishes what the rows of orders say is still to be done, until it is done, also after a crash of the gateway.
import { statusOf, type Order } from '../shared/domain/order.ts';
import { messageOf, type Log } from '../shared/host/log.ts';
import type { Claims } from './claims.ts';
import type { OrderBook } from './order-book.ts';
import { takeStep } from './orchestrate.ts';
import type { Plan } from './plan.ts';
import { startPoll } from './poll.ts';
import { deadlineFrom, type RestPolicy } from './policy.ts';
import type { Transport } from './transport.ts';

/** Looks into the table this often, in ms: for what a crash left behind and for what was postponed. */
const pollMs = 500;
/** Orders driven at once. Twice as many are a tenth faster when all is well, and crowd a slow service. */
const maxAtOnce = 128;
/** Orders taken from the table per look: while all of them fail, this and the pace of the looks are the load. */
const perLook = 64;
/** Orders that wait for their turn in memory; the others wait in their rows. */
const maxQueued = 512;
/** A request drives its order until its deadline: an undecided row is nobody's only some time after it. */
const undecidedGraceMs = 1_000;

/** What the worker works with. */
export type WorkerParts = {
  book: OrderBook;
  transport: Transport;
  plan: Plan;
  policy: RestPolicy;
  log: Log;
  claims: Claims;
};

/** A running worker. */
export type Worker = {
  /** Works on a stored order at once, or as soon as there is room. */
  start(orderId: string): void;
  /** Ends after the steps in hand; what is left waits in its rows. */
  stop(): Promise<void>;
};

/**
 * Starts the worker. What it does with an undecided order depends on the acceptance: with `decide-first`
 * whoever drove it is gone, and so is its user, so that it is taken back; with `store-first` it is driven on.
 */
export function startWorker({ book, transport, plan, policy, log, claims }: WorkerParts): Worker {
  const queue: string[] = [];
  const running = new Set<Promise<void>>();
  let stopped = false;
  let moreInRows = false;
  let succeeded = false;

  const finish = async (orderId: string) => {
    // Read only now that the order is ours: what was known before the claim may be history.
    const stored = await book.read(orderId);
    let order: Order = stored;
    try {
      if (statusOf(order.state) === 'pending' && policy.acceptance === 'decide-first') {
        order = plan.apply(order, { type: 'gave-up', effectPossible: true });
        await book.save(order);
      }
      while (!stopped && plan.nextCommand(order)) {
        const deadlineAtMs = deadlineFrom(Date.now(), policy);
        const next = await takeStep(order, deadlineAtMs, { transport, plan, save: book.save });
        if (!next) break;
        if (statusOf(order.state) === 'pending' && statusOf(next.state) !== 'pending')
          log.info('decided', { orderId, status: statusOf(next.state) });
        order = next;
        succeeded = true;
      }
    } catch (error) {
      log.warn('step failed', { orderId, error: messageOf(error) });
    }
    if (!plan.nextCommand(order)) log.info('finished', { orderId, step: order.state.step });
    // A saved step starts the count of tries anew.
    else await book.postpone(orderId, waitMs(policy, order === stored ? stored.retries : 0));
  };

  const pump = () => {
    while (!stopped && running.size < maxAtOnce) {
      const orderId = queue.shift();
      if (orderId === undefined) break;
      const task = finish(orderId)
        .catch((error: unknown) => log.warn('order left', { orderId, error: messageOf(error) }))
        .finally(() => {
          claims.giveBack(orderId);
          running.delete(task);
          pump();
          // While nothing succeeds the poll's own pace is enough: an outage is no reason to spin.
          if (queue.length === 0 && moreInRows && succeeded) poll.wake();
        });
      running.add(task);
    }
  };

  const look = async () => {
    const room = Math.min(perLook, maxQueued - queue.length);
    if (room <= 0) return;
    const found = await book.unfinished({
      undecidedIdleMs:
        policy.acceptance === 'store-first'
          ? 0
          : (policy.requestDeadlineMs ?? 0) + undecidedGraceMs,
      // What is in hand is unfinished too and may come first: room for the others beyond it.
      limit: claims.size() + room,
    });
    const ours = found
      .map((order) => order.booking.orderId)
      .filter((orderId) => !stopped && claims.take(orderId));
    moreInRows = ours.length >= room;
    succeeded = false;
    queue.push(...ours);
    pump();
  };

  const poll = startPoll(pollMs, () =>
    look().catch((error: unknown) =>
      log.warn('could not look for unfinished orders', { error: messageOf(error) }),
    ),
  );
  return {
    start: (orderId) => {
      if (stopped) return;
      if (queue.length >= maxQueued) moreInRows = true;
      else if (claims.take(orderId)) {
        queue.push(orderId);
        pump();
      }
    },
    stop: async () => {
      stopped = true;
      await poll.stop();
      await Promise.all(running);
    },
  };
}

function waitMs(policy: RestPolicy, retries: number): number {
  const doubled = policy.compensationRetryInitialMs * 2 ** Math.min(retries, 16);
  return Math.min(policy.compensationRetryMaxMs, doubled);
}
