// The REST interpreter of the plan: call, wait for the answer, save, until the order is decided.
import { apply, nextCommand, statusOf, type Order } from '../shared/domain/order.ts';
import type { RestPolicy } from './policy.ts';
import type { CallResult, Transport } from './transport.ts';

/** What became of an order while somebody waited for it. */
export type DriveResult = {
  order: Order;
  /** Why it could not be decided; absent when it was. */
  failure?: Extract<CallResult, { kind: 'gave-up' }>;
};

/**
 * Drives an order until it is decided or a call gives up. The confirmation mail is not waited for.
 * With durable compensation a failed order is saved as rejected and what it owes is left to recovery;
 * without, it stays as it is.
 */
export async function driveToDecision(
  start: Order,
  deadlineAtMs: number,
  deps: { transport: Transport; policy: RestPolicy; save: (order: Order) => Promise<void> },
): Promise<DriveResult> {
  let order = start;
  for (
    let command = nextCommand(order);
    command && command.type !== 'send-confirmation';
    command = nextCommand(order)
  ) {
    const result = await deps.transport.call(order, command, deadlineAtMs);
    if (result.kind === 'gave-up') {
      if (statusOf(order.state) !== 'pending') return { order };
      if (deps.policy.compensation === 'durable') {
        order = apply(order, { type: 'gave-up', effectPossible: result.effectPossible });
        await deps.save(order);
      }
      return { order, failure: result };
    }
    order = apply(order, result.event);
    await deps.save(order);
  }
  return { order };
}

/** Takes one step of what a decided order still owes: void, release or mail. False when it must wait. */
export async function takeOwedStep(
  order: Order,
  deadlineAtMs: number,
  deps: { transport: Transport; save: (order: Order) => Promise<void> },
): Promise<Order | undefined> {
  const command = nextCommand(order);
  if (!command) return order;
  const result = await deps.transport.call(order, command, deadlineAtMs);
  if (result.kind === 'gave-up') return undefined;
  const next = apply(order, result.event);
  await deps.save(next);
  return next;
}
