// THE CONTRACT of `npm run scenario streaming-updates`: FeedResult v1; its page is a view of it.
import { z } from 'zod';
import { captureMethods } from './change-feed.ts';
import { count, ms } from './run-record-latency.ts';
import { runResultSchema } from './run-result.ts';

const run = runResultSchema.shape;

const quantiles = z
  .object({ p50: ms, p95: ms, p99: ms, max: ms })
  .describe(
    'Of the changes delivered, from commit to the end of the millisecond of the append in the topic: up to 1 ms too long, never too short.',
  );

const missed = z.object({
  key: z.string().describe('Primary key of the row.'),
  version: count.describe('The version that was committed and never came, nor did a later one.'),
  lastDelivered: count
    .nullable()
    .describe(
      'The version a reader of the topic still believes in; null when it never heard of the row.',
    ),
  stampedAtMs: ms.describe('What the row says in last_updated: ms after t = 0.'),
  committedAtMs: ms
    .nullable()
    .describe(
      'When it could first be seen: ms after t = 0; null when the server does not track it.',
    ),
  readUpToMs: ms
    .nullable()
    .describe(
      'How far the feed had read last_updated by then: ms after t = 0. Later than stampedAtMs = it had already passed the row. Null when the feed had read nothing, or does not go by time.',
    ),
});

const second = z.object({
  tMs: ms.describe('Start of the second, after t = 0.'),
  committed: count.describe('Changes committed in it.'),
  delivered: count.describe('Records appended to the topic in it, repeats included.'),
  delayP99Ms: ms.nullable().describe('Of the changes committed in it; null = none was delivered.'),
});

const fault = z.object({
  kind: z.literal('kill'),
  target: z.enum(['feed', 'kafka', 'postgres']),
  injectedAtMs: ms.describe('Measured, after t = 0.'),
  healedAtMs: ms.nullable().describe('Measured, running again; null if the run ended first.'),
});

const method = z.object({
  name: z.enum(captureMethods),
  title: z.string().describe('One line: how it finds out.'),
  settings: run.contenders.element.shape.policy,
  phases: z.array(
    z.object({
      name: z
        .enum(['calm', 'storm', 'drain', 'idle', 'backlog'])
        .describe(
          'calm: short transactions at a fixed rate. storm: all kinds of transactions and the faults. drain: until nothing more comes. idle: nobody writes. backlog: the feed starts before a table full of changes.',
        ),
      startMs: ms,
      endMs: ms,
    }),
  ),
  faults: z.array(fault),
  transactions: z.object({
    committed: count,
    rolledBack: count.describe('On purpose, by a deadlock, or by a killed server.'),
    longest: ms.describe('Longest committed one, from its first statement to its commit.'),
  }),
  changes: z.object({
    committed: count.describe(
      'Row versions that were committed, by the database itself; hard deletes stand apart.',
    ),
    delivered: count.describe('Of these, those of which the topic has exactly this version.'),
    superseded: count.describe(
      'Not delivered themselves, but a later version was, or the row was hard-deleted meanwhile: a reader ends up right.',
    ),
    missed: count.describe(
      'Neither: the row is still there, and a reader of the topic will believe in an older version for good.',
    ),
  }),
  missedChanges: z.array(missed).describe('Every one of them, up to 20 000, by committedAtMs.'),
  rowsWrongInTheEnd: count.describe(
    'Rows still in the table of which the topic does not end with what the table says; hard deletes stand apart.',
  ),
  phantoms: count.describe('Records of a version that was never committed. Must be 0.'),
  records: count.describe('In the topic, repeats included.'),
  duplicates: count.describe('Records with a key and a position that were there before.'),
  outOfOrder: count.describe('Records, not repeats, of a version older than one before them.'),
  hardDeletes: z.object({ committed: count, seen: count }),
  delayMs: z.object({
    calm: quantiles.nullable(),
    storm: quantiles.nullable().describe('Outages and long transactions included.'),
  }),
  backlog: z.object({
    changes: count,
    perSecond: z
      .number()
      .nullable()
      .describe('From the first to the last append; null when not all came.'),
  }),
  load: z.object({
    feedCpuMsPer1000: z
      .number()
      .nullable()
      .describe("CPU of the feed's process per 1 000 changes of the calm phase."),
    databaseCpuMsPer1000: z
      .number()
      .nullable()
      .describe(
        'CPU of all PostgreSQL processes per 1 000 changes of the calm phase, the writers’ share included.',
      ),
    writerP50Ms: ms
      .nullable()
      .describe('A single-row transaction of the calm phase, as its writer saw it.'),
    writerP99Ms: ms.nullable(),
    walBytesPerChange: z.number().nullable(),
  }),
  idle: z.object({
    feedCpuPercent: z.number().nullable().describe('Of one core, while nobody writes.'),
    databaseCpuPercent: z.number().nullable(),
    transactionsPerSecond: z.number().nullable().describe('In the database, while nobody writes.'),
  }),
  timeline: z.array(second),
  expectations: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      passed: z.boolean(),
      expected: z.string(),
      actual: z.string(),
    }),
  ),
  warnings: z.array(z.string()),
});

/** FeedResult v1. `null` = does not exist here or could not be measured; `0` = measured zero. */
export const feedResultSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('change-feed'),
  scenario: run.scenario
    .pick({ name: true, title: true, question: true, hypothesis: true, teaching: true })
    .extend({
      writers: count.describe('Connections that write at the same time.'),
      longTransactionMs: z
        .tuple([ms, ms])
        .describe('How long a long transaction stays open, from and to.'),
      longShare: z.number().describe('Share of the writers that hold their transactions open.'),
      rollbackShare: z.number(),
      calmPerSecond: z.number().describe('Changes a second in the calm phase.'),
    }),
  seed: run.seed,
  command: run.command,
  startedAt: run.startedAt,
  durationMs: run.durationMs,
  environment: run.environment,
  interrupted: run.interrupted,
  conclusive: run.conclusive,
  verdict: run.verdict,
  warnings: run.warnings,
  methods: z.array(method),
});

export type FeedResult = z.infer<typeof feedResultSchema>;
export type MethodResult = FeedResult['methods'][number];
export type MissedChange = MethodResult['missedChanges'][number];

/** Parses outside data into a FeedResult; throws an Error that names the first bad field. */
export function parseFeedResult(input: unknown): FeedResult {
  const parsed = feedResultSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(
    `not a FeedResult v1: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
  );
}
