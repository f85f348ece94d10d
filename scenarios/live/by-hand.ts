// Orders booked by hand: told apart by the beginning of their id, followed hop by hop, and shown first in the report.
import { outcomes, type Outcome } from '../../shared/domain/outcome-names.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import { readSpans } from '../../shared/trace-reader.ts';
import { exampleOf, type KnownOrder } from '../engine/examples.ts';
import { journeyOf } from '../engine/journeys.ts';

/** How the id of an order booked by hand begins. Only these are traced: a session of hours would fill the disk. */
export const byHandPrefix = 'b00cb00c';

const mostPerOutcome = 3;

type Example = NonNullable<ContenderRun['examples'][Outcome]>[number];
type Known = Pick<KnownOrder, 'orderId' | 'journal' | 'records'>;

/** True of the id of an order booked by hand. */
export function isByHand(orderId: string): boolean {
  return orderId.startsWith(byHandPrefix);
}

/** What is known of some orders, with their calls and messages. `t0` is epoch ms of t = 0. */
export async function examplesOf(
  orders: Known[],
  { traceDir, t0 }: { traceDir: string; t0: number },
): Promise<Example[]> {
  const spans = await readSpans(traceDir, new Set(orders.map(({ orderId }) => orderId)));
  return orders.map((order) => ({
    ...exampleOf(order, t0),
    ...journeyOf(spans.get(order.orderId) ?? [], t0),
  }));
}

/** The run with the orders `byHand` as the first examples of their outcome. */
export async function withOrdersByHand(
  run: ContenderRun,
  byHand: KnownOrder[],
  source: { traceDir: string; t0: number },
): Promise<ContenderRun> {
  const examples = { ...run.examples };
  for (const outcome of outcomes) {
    const own = byHand.filter((order) => order.outcome === outcome).slice(-mostPerOutcome);
    if (own.length === 0) continue;
    const others = examples[outcome] ?? [];
    examples[outcome] = [...(await examplesOf(own, source)), ...others].slice(0, mostPerOutcome);
  }
  return { ...run, examples };
}
