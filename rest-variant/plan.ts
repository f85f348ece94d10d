// Which plan a profile follows: the domain's, or one of the planted variations of it.
import {
  apply,
  nextCommand,
  type Order,
  type OrderCommand,
  type OrderEvent,
} from '../shared/domain/order.ts';
import { chargeFirst, forgetMail } from './planted-plan.ts';
import type { RestPolicy } from './policy.ts';

/** What comes next, and what an event makes of an order. */
export type Plan = {
  nextCommand(order: Order): OrderCommand | undefined;
  apply(order: Order, event: OrderEvent): Order;
};

/** The plan both variants share. */
export const domainPlan: Plan = { nextCommand, apply };

/** The plan of a policy. */
export function planOf(policy: RestPolicy): Plan {
  const plan = policy.plan === 'charge-first' ? chargeFirst(domainPlan) : domainPlan;
  return policy.mail === 'fired-once' ? forgetMail(plan) : plan;
}
