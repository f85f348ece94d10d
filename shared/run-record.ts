// One contender run of the RunResult: everything measured about one contender in one repetition.
import { z } from 'zod';
import { outcomes } from './domain/outcome-names.ts';
import { exampleSchema } from './run-example.ts';
import { fault } from './run-record-fault.ts';
import { hop } from './run-record-hop.ts';
import {
  bucketLatency,
  count,
  latencies,
  latencyCurves,
  ms,
  quantile,
} from './run-record-latency.ts';

// RunResult is written in the same numbers.
export { count, ms } from './run-record-latency.ts';

/** Phases of a run, in order. */
export const phaseName = z.enum(['warm-up', 'steady', 'fault', 'recovery', 'drain']);

const phase = z.object({
  name: phaseName,
  startMs: ms.describe(
    'From the start of load (t = 0 is the first scheduled arrival); warm-up is negative.',
  ),
  endMs: ms.describe('As measured, on the same clock as startMs.'),
});

const bucket = z.object({
  tMs: ms.describe('Start of this 1 s bucket, ms after t = 0.'),
  offered: count.describe('Arrivals scheduled in this second.'),
  answered: z
    .object({ ok: count, accepted: count, rejected: count, failed: count, unknown: count })
    .describe(
      'First answers received in this second: 201 confirmed, 202, 201 rejected, 4xx/5xx, timeout or reset.',
    ),
  settled: count.describe('Orders decided (confirmed or rejected) in this second.'),
  lost: count.describe('Orders that arrived in this second and were lost in the end.'),
  answerMs: bucketLatency,
  decisionMs: bucketLatency,
  emailMs: bucketLatency,
  consumerLag: count
    .nullable()
    .describe('Messages behind, over all topics; null without a broker.'),
  outboxDepth: count.nullable().describe('Outbox rows not yet published; null without an outbox.'),
  retryDepth: count.nullable().describe('Messages waiting for a retry timer; null without one.'),
  owedWork: count
    .nullable()
    .describe('Orders with compensation or mail owed; null where nothing durable is owed.'),
  breaker: z
    .enum(['closed', 'half-open', 'open'])
    .nullable()
    .describe('Billing circuit breaker; null without one.'),
  cpu: z
    .record(z.string(), z.number())
    .nullable()
    .describe(
      'CPU share (1 = one core) per service or server during this second, all its processes together; null where it cannot be read.',
    ),
});

const outcomeSchema = z.enum(outcomes);

const fate = z
  .tuple([ms, outcomeSchema, quantile])
  .describe('[scheduledAtMs, outcome, decision latency in ms or null].');

const offsetRow = z.object({
  topic: z.string(),
  group: z.string(),
  logEnd: count.describe('Log-end offset, summed over partitions.'),
  committed: count.describe('Committed offset, summed over partitions.'),
  lag: count.describe('logEnd − committed.'),
  expected: count.describe(
    'Messages this group must have handled, judged by the committed offset.',
  ),
  actual: count.describe('Messages the tables say it handled (inbox rows and dead letters).'),
});

const lostOrders = z
  .object({
    total: count,
    refused: count.describe(
      'Told no for a technical reason or never answered; nothing held or charged.',
    ),
    silent: count.describe('Accepted, then never settled: vanished, stuck or dead-lettered.'),
    leak: count.describe('Seats held with no confirmed booking.'),
    harm: count.describe('Double, ghost or missing charges, false confirmations, phantoms.'),
  })
  .describe('offered − good − degraded − not-offered, with its split; the split adds up to total.');

/** A contender run. `null` = does not exist here; `0` = measured zero. */
export const runSchema = z.object({
  startedAt: z.string().describe('ISO 8601 wall-clock time of t = 0.'),
  offered: count.describe('Arrivals scheduled.'),
  lateness: z
    .object({ p99Ms: ms, maxMs: ms })
    .describe('How late the generator itself sent orders, in ms after the intended instant.'),
  hops: z
    .array(hop)
    .optional()
    .describe(
      'Where up to 300 orders that arrived before the first fault and were confirmed spent their time, from their traces. Absent in older results.',
    ),
  harnessCpuShare: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .optional()
    .describe(
      'CPU of the harness (generator, simulated users, gauges) as a share of what all sampled processes used while orders came; null where it cannot be read, absent in older results.',
    ),
  otherCores: z
    .number()
    .min(0)
    .nullable()
    .optional()
    .describe(
      'Cores that others had on average while orders came: other programs, and the host of a virtual machine. Null where it cannot be read or not all servers of the run are seen, absent in older results.',
    ),
  phases: z.array(phase),
  outcomes: z.record(outcomeSchema, count),
  lostOrders,
  flags: z
    .object({
      mailMissing: count.describe('Confirmed orders without a mail.'),
      mailDuplicate: count.describe('Orders with more than one mail.'),
      contradicted: count.describe('Orders whose user was told two different final things.'),
      compensated: count.describe('Orders whose seats or charge were taken back.'),
      redelivered: count.describe(
        'Messages delivered again and absorbed by an inbox or idempotency key.',
      ),
    })
    .describe('Beside the outcome; one order may carry several.'),
  latencyMs: latencies.describe('Over all offered orders.'),
  latencyCurve: latencyCurves
    .optional()
    .describe('The distributions behind latencyMs; absent in older results.'),
  summary: z
    .array(z.object({ phase: phaseName, offered: count, lost: count, latencyMs: latencies }))
    .describe('The same per phase, by the phase an order arrived in.'),
  faults: z.array(fault),
  timeline: z.array(bucket),
  fates: z
    .array(fate)
    .describe('All orders that were not good, and at most 4000 good ones, by arrival.'),
  examples: z
    .partialRecord(outcomeSchema, z.array(exampleSchema))
    .describe(
      'Up to 3 orders per outcome seen; the first one arrived during the fault if any such did.',
    ),
  sameOrders: z
    .array(exampleSchema.extend({ outcome: outcomeSchema }))
    .optional()
    .describe(
      'Up to 3 orders that every contender was offered, the same in each: to be laid side by side. Absent for a closed loop.',
    ),
  backlogPeak: count
    .nullable()
    .describe('Most orders waiting at one instant: stored, not decided; null without a broker.'),
  billingAttempts: count.describe(
    'Charge attempts, retries included; up to a second short when a process was killed.',
  ),
  timeToRecoveryMs: ms
    .nullable()
    .describe(
      'From heal to the first of 5 buckets in a row that look like steady; null without a fault or when not reached.',
    ),
  drainMs: ms
    .nullable()
    .describe('From the end of arrivals to quiescence; null when it was not reached.'),
  lostAtTheEnd: count
    .optional()
    .describe(
      'Orders lost of those that arrived in the last 3 s: more than none means not recovered.',
    ),
  throughputPerSecond: z
    .number()
    .nullable()
    .optional()
    .describe(
      'Orders decided per second, from the first arrival to the last decision; only for a closed loop.',
    ),
  offsets: z.array(offsetRow).nullable().describe('Null for a contender without topics.'),
  invariants: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      verdict: z.enum(['held', 'violated', 'unknown']),
      count: count.describe('Size of the violation; 0 when held.'),
    }),
  ),
  expectations: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      passed: z.boolean(),
      expected: z.string(),
      actual: z.string(),
    }),
  ),
  predictions: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      formula: z.string(),
      predicted: z.number(),
      measured: z.number(),
      low: z.number().describe('Lower end of the interval the measured value must fall into.'),
      high: z.number().describe('Upper end of that interval.'),
      agrees: z.boolean(),
    }),
  ),
  warnings: z.array(z.string()),
});
