// The REST interpreter of the plan: call, wait for the answer, save, until the order is decided.
import { statusOf, type Order } from '../shared/domain/order.ts';
import type { Plan } from './plan.ts';
import type { RestPolicy } from './policy.ts';
import type { CallResult, Transport } from './transport.ts';

/** What the interpreter works with. */
export type Interpreter = {
  transport: Transport;
  policy: RestPolicy;
  plan: Plan;
  save: (order: Order) => Promise<void>;
};

/** What became of an order while somebody waited for it. */
export type DriveResult = {
  order: Order;
  /** Why it could not be decided; absent when it was. */
  failure?: Extract<CallResult, { kind: 'gave-up' }>;
};

/**
 * Drives an order until it is decided or a call gives up. The confirmation mail is not waited for.
 * With durable compensation a failed order is saved as rejected and what it owes is left to the worker;
 * without, it stays as it is. Of a `resumed` order nobody knows what an earlier attempt did: its first call
 * counts as one that may have had its effect.
 */
export async function driveToDecision(
  start: Order,
  deadlineAtMs: number,
  { transport, policy, plan, save }: Interpreter,
  resumed: boolean,
): Promise<DriveResult> {
  let order = start;
  for (
    let command = plan.nextCommand(order);
    command && command.type !== 'send-confirmation';
    command = plan.nextCommand(order)
  ) {
    const result = await transport.call(order, command, deadlineAtMs);
    if (result.kind === 'gave-up') {
      if (statusOf(order.state) !== 'pending') return { order };
      if (policy.compensation === 'durable') {
        const effectPossible = result.effectPossible || (resumed && order === start);
        order = plan.apply(order, { type: 'gave-up', effectPossible });
        await save(order);
      }
      return { order, failure: result };
    }
    order = plan.apply(order, result.event);
    await save(order);
  }
  return { order };
}

/** Takes one step of what an order still needs, whatever it is. Undefined when it must wait. */
export async function takeStep(
  order: Order,
  deadlineAtMs: number,
  { transport, plan, save }: Pick<Interpreter, 'transport' | 'plan' | 'save'>,
): Promise<Order | undefined> {
  const command = plan.nextCommand(order);
  if (!command) return order;
  const result = await transport.call(order, command, deadlineAtMs);
  if (result.kind === 'gave-up') return undefined;
  const next = plan.apply(order, result.event);
  await save(next);
  return next;
}
