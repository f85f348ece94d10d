// Durable compensation: what orders still owe (void, release, mail) is read from their rows and retried
// until done, also after a crash of the gateway.
import type { Database } from '../shared/db/database.ts';
import { apply, nextCommand, statusOf, type Order } from '../shared/domain/order.ts';
import { messageOf, type Log } from '../shared/host/log.ts';
import {
  findUnfinishedOrders,
  postponeOrder,
  type StoredOrder,
} from '../shared/services/order-store.ts';
import { takeOwedStep } from './orchestrate.ts';
import type { RestPolicy } from './policy.ts';
import type { Transport } from './transport.ts';

/** Looks for owed work this often, in ms; `wake` makes it look at once. */
const pollMs = 500;
const batchSize = 64;

/**
 * Starts the recovery loop. `claim` answers false for an order that a request of this process drives;
 * a claimed order is recovery's own until `release`, so that no repeated request drives it meanwhile.
 */
export function startRecovery(deps: {
  db: Database;
  transport: Transport;
  policy: RestPolicy;
  log: Log;
  save: (order: Order) => Promise<void>;
  claim: (orderId: string) => boolean;
  release: (orderId: string) => void;
}): { wake(): void; stop(): Promise<void> } {
  const { db, transport, policy, log, save } = deps;
  let stopped = false;
  let wakeUp: (() => void) | undefined;

  const finish = async (stored: StoredOrder) => {
    const { orderId } = stored.booking;
    let order: Order | undefined = stored;
    if (statusOf(order.state) === 'pending') {
      // Whoever drove it is gone, and so is its user: take back what may have happened.
      order = apply(order, { type: 'gave-up', effectPossible: true });
      await save(order);
    }
    while (order && nextCommand(order))
      order = await takeOwedStep(order, Date.now() + policy.requestDeadlineMs, { transport, save });
    if (order) log.info('recovered', { orderId, step: order.state.step });
    else
      await postponeOrder(
        db,
        orderId,
        Math.min(
          policy.compensationRetryMaxMs,
          policy.compensationRetryInitialMs * 2 ** Math.min(stored.retries, 16),
        ),
      );
  };

  const round = async () => {
    const found = await findUnfinishedOrders(db, {
      undecidedIdleMs: policy.requestDeadlineMs + 1_000,
      limit: batchSize,
    });
    const open = found.filter((order) => deps.claim(order.booking.orderId));
    // Settled, not all: the next round must not start while orders of this one are still in hand.
    const results = await Promise.allSettled(
      open.map((order) => finish(order).finally(() => deps.release(order.booking.orderId))),
    );
    const failure = results.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    return open.length === batchSize;
  };

  const loop = async () => {
    while (!stopped) {
      const more = await round().catch((error: unknown) => {
        log.warn('recovery round failed', { error: messageOf(error) });
        return false;
      });
      if (more || stopped) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      wakeUp = undefined;
    }
  };
  const done = loop();
  return {
    wake: () => wakeUp?.(),
    stop: async () => {
      stopped = true;
      wakeUp?.();
      await done;
    },
  };
}
