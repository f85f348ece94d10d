// One stretch of an order's way in a run result: a call or a message, and its handling.
import { z } from 'zod';
import { count, ms } from './run-record-latency.ts';

/** A call or a message on an order's way, as medians over several orders. */
export const hop = z.object({
  kind: z.enum(['call', 'message']),
  what: z.string().describe('The command or event, for example charge-card.'),
  peer: z.string().describe('The service called, or the topic.'),
  orders: count.describe('Orders whose hop was seen from both sides, went well and happened once.'),
  wayMs: ms.describe(
    'Median. Call: what the caller waited beyond the handling, there and back. Message: from its making (before its transaction commits) to the begin of its handling.',
  ),
  handlingMs: ms.describe('Median.'),
});
