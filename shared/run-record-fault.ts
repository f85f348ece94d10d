// The faults of a contender run: when each was meant to be, when it was, and what it hit.
import { z } from 'zod';
import { count, ms, quantile } from './run-record-latency.ts';

const measuredFault = z.object({
  kind: z.string().describe('For example kill, unavailable.'),
  target: z.string().describe('The service or link it was done to.'),
  params: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .describe('Settings of the fault, such as rate.'),
  plannedAtMs: ms.describe('Planned start, ms after t = 0.'),
  plannedHealMs: ms.describe('Planned end, ms after t = 0.'),
  injectedAtMs: ms.describe('Measured start, ms after t = 0.'),
  healedAtMs: ms
    .nullable()
    .describe('Measured end (for kill: ready again); null if the run ended first.'),
  pidBefore: count.optional().describe('Process id before a kill; absent for handler faults.'),
  pidAfter: count
    .optional()
    .describe('Process id after the restart; absent for handler faults or when never restarted.'),
  hits: count
    .optional()
    .describe(
      'Requests or messages a handler fault hit, or how often a crash really ended the process; absent for other faults.',
    ),
  longestWaitMs: z
    .object({ atStart: quantile, atEnd: quantile })
    .optional()
    .describe(
      'Longest decision latency of the orders that arrived around the planned start (and end) of a fault that takes one of several processes of a service away or adds one; null when none was decided.',
    ),
  note: z.string().optional().describe('A free sentence, such as "crashed 2 of 3 times".'),
});

/** A fault of a run, as it was measured, or why the contender was spared. */
export const fault = z.union([
  measuredFault,
  z.object({
    kind: z.string(),
    target: z.string(),
    notApplicable: z.string().describe('Why this contender has no such target.'),
  }),
]);
