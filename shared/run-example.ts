// One order of a run with all that happened to it: as its user and the tables tell it, and as the services saw it.
import { z } from 'zod';
import { spanSchema } from './trace.ts';

const ms = z.number();

const orderEvent = z.object({
  atMs: ms.describe('ms after t = 0.'),
  what: z
    .string()
    .describe(
      'For example due, sent, answered failed (503), seat held, card network: capture, decided: confirmed, mail sent.',
    ),
});

const journeySpan = spanSchema.omit({ orderId: true }).extend({
  startMs: ms.describe('ms after t = 0.'),
  endMs: ms.describe('ms after t = 0.'),
});

/** An example order. */
export const exampleSchema = z.object({
  orderId: z.string(),
  scheduledAtMs: ms,
  events: z.array(orderEvent).describe('What happened to this order, in time order.'),
  spans: z
    .array(journeySpan)
    .optional()
    .describe(
      'Calls and messages of this order as the services saw them, by start; absent when nothing was traced.',
    ),
  spansLeftOut: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('Later spans beyond those kept; absent when there are none.'),
});
