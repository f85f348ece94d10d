// What `npm run bench` measured, as one document: figures of every round, and the ratios that are compared.
import { z } from 'zod';

const perRound = z.array(z.number().nullable());

const cpuUseSchema = z.object({
  /**
   * CPU time by process in ms for one order; the load generator is among them. At a low rate most of it is waking up and
   * polling, which busy processes share among many orders.
   */
  msPerOrder: z.record(z.string(), z.number()),
  /**
   * Cores that somebody else had on average meanwhile, also on the host of a virtual machine ("steal"): what they took,
   * nobody here could have.
   */
  otherCores: z.number(),
});

/** What a measurement cost in CPU. */
export type CpuUse = z.infer<typeof cpuUseSchema>;

/** One flat-out run: orders sent as fast as they are answered, counted once all have settled. */
const flatOutSchema = z.object({
  confirmedPerSecond: z.number(),
  confirmed: z.number().int(),
  /** First order stored to last order decided. */
  seconds: z.number(),
  /** Accepted and never settled, or seats held for nobody. */
  lost: z.number().int(),
  /** Charged without a booking, charged twice … */
  harm: z.number().int(),
  /** Not decided when nothing moved any more. */
  unsettled: z.number().int(),
  /** Write-ahead log of one confirmed order in bytes: how much is stored for it, whatever the machine does meanwhile. */
  walBytesPerOrder: z.number(),
  /** Null where the system does not tell. */
  cpu: cpuUseSchema.nullable(),
});

/** One flat-out run. */
export type FlatOut = z.infer<typeof flatOutSchema>;

const percentilesSchema = z.object({
  p50: z.number().nullable(),
  p99: z.number().nullable(),
  count: z.number().int(),
  /** Orders that never got there. */
  missing: z.number().int(),
});

/** Median and tail in ms from the intended arrival; null = more orders than it leaves out never got there. */
export type Percentiles = z.infer<typeof percentilesSchema>;

const latencyRoundSchema = z.object({
  subject: z.string(),
  ratePerSecond: z.number(),
  answerMs: percentilesSchema,
  decisionMs: percentilesSchema,
  /** How late the generator sent, p99: part of both latencies. */
  generatorLateMs: z.number(),
  /** Null where the system does not tell. */
  cpu: cpuUseSchema.nullable(),
});

/** One subject's latencies at one rate in one round. */
export type LatencyRound = z.infer<typeof latencyRoundSchema>;

const unitCostsSchema = z.object({
  /** From before a send until an idle consumer has the message: acks from all, median. */
  hopMs: z.number(),
  /** From before that send until its acknowledgement, median. */
  produceMs: z.number(),
  /** One single-row transaction on the disk, median. */
  commitMs: z.number(),
});

/** What one message and one transaction cost on this machine at this moment. */
export type UnitCosts = z.infer<typeof unitCostsSchema>;

const hopSchema = z.object({
  /** The command or event that travels. */
  what: z.string(),
  topic: z.string(),
  orders: z.number().int(),
  /** Message made → its transaction committed; null where no span tells. */
  madeToCommittedMs: z.number().nullable(),
  /** Committed (or made, where the commit is not known) → in its topic: the outbox's wait and the send. */
  toTopicMs: z.number(),
  /** In its topic → its batch begun; the reader may be quicker than the acknowledgement. */
  inTopicMs: z.number(),
  /** Batch begun → committed. */
  handlingMs: z.number(),
});

/** Medians of one hop of the broker's traced orders. */
export type Hop = z.infer<typeof hopSchema>;

const drainRoundSchema = z.object({
  subject: z.string(),
  backlog: z.number().int(),
  /** Billing ready again, or its first charge if that is earlier → last order of the backlog decided. */
  seconds: z.number(),
  perSecond: z.number(),
  /** Flat out in the same boot, before the outage. */
  flatOutPerSecond: z.number(),
  /** The gateway's answers at 20 orders a second, before and meanwhile. */
  steadyAnswerMs: percentilesSchema,
  drainingAnswerMs: percentilesSchema,
  lost: z.number().int(),
  harm: z.number().int(),
});

/** One backlog and how it was worked off. */
export type DrainRound = z.infer<typeof drainRoundSchema>;

const figureSchema = z.object({
  /** Stable, for example `throughput.broker/broker-floor`. */
  id: z.string(),
  title: z.string(),
  unit: z.enum(['ratio', 'ms', 'per-second']),
  /** One value a round, in order; null where the round has none. */
  rounds: perRound,
  median: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  better: z.enum(['higher', 'lower']),
  /** What we want the median to be; null without a wish. */
  goal: z.number().nullable(),
  /** Whether it is; null without a goal, or where the goal does not apply. */
  met: z.boolean().nullable(),
});

/** One figure over all rounds, with its goal. */
export type BenchFigure = z.infer<typeof figureSchema>;

/** The whole document, `bench.json`. */
export const benchResultSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('bench'),
  startedAt: z.string(),
  finishedAt: z.string(),
  /** Ended early: some rounds are missing. */
  interrupted: z.boolean(),
  environment: z.object({
    node: z.string(),
    kafka: z.string().nullable(),
    postgres: z.string().nullable(),
    os: z.string(),
    cpuModel: z.string(),
    cpuCount: z.number(),
    gitSha: z.string().nullable(),
    infrastructure: z.string(),
    /** Of the last minute, before the first and after the last round: above the cores, others were at work too. */
    loadAverage: z.object({ before: z.number(), after: z.number() }),
  }),
  settings: z.object({
    runs: z.number().int(),
    seconds: z.number(),
    connections: z.number().int(),
    backlog: z.number().int(),
    /** Orders that every subject got before it was measured. */
    warmUpOrders: z.number().int(),
    /** PostgreSQL's own words. */
    fsync: z.string(),
    synchronousCommit: z.string(),
    /** Of every producer. */
    acks: z.literal(-1),
  }),
  throughput: z.array(z.object({ subject: z.string(), rounds: z.array(flatOutSchema) })),
  latency: z.array(latencyRoundSchema),
  unitCosts: z.array(unitCostsSchema),
  hops: z.array(hopSchema),
  drain: z.array(drainRoundSchema),
  figures: z.array(figureSchema),
});

/** The whole document, `bench.json`. */
export type BenchResult = z.infer<typeof benchResultSchema>;

const ratioSchema = z.object({ median: z.number(), low: z.number(), high: z.number() });

/** The committed ratios that later runs are compared with. */
export const benchBaselineSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('bench-baseline'),
  /** What it was measured on, for whoever doubts it. */
  measured: z.object({
    ...{ date: z.string(), gitSha: z.string().nullable(), cpu: z.string() },
    /** Cores that others had at most in one of its measurements; null where the system does not tell. */
    otherCores: z.number().nullable(),
  }),
  /** By figure id. */
  ratios: z.record(z.string(), ratioSchema),
});

/** The committed ratios. */
export type BenchBaseline = z.infer<typeof benchBaselineSchema>;
