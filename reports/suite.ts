// The result of many scenarios in a row: what `npm run scenario all` and `npm run scenario ladder` hand to the index page.
import { z } from 'zod';
import { runResultSchema } from '../shared/run-result.ts';

const run = runResultSchema.shape.contenders.element.shape.runs.element.shape;

const cell = z.object({
  name: z.string(),
  applicable: z.boolean().describe('False when none of the faults could be done to it.'),
  reason: z.string().optional().describe('Why it was not applicable.'),
  acceptsFirst: z.boolean().describe('It says “accepted” before an order is decided.'),
  offered: z.number(),
  runs: z.number().optional().describe('Absent in older suites: then one.'),
  lostOrders: run.lostOrders,
  outcomes: run.outcomes,
  expectationsPassed: z.number(),
  expectationsFailed: z.array(z.string()).describe('Titles of those not met.'),
  predictionsDisagreeing: z.array(z.string()).describe('Titles of those contradicted.'),
  unclassified: z.number(),
  latenessP99Ms: z.number(),
  timeToRecoveryMs: z.number().nullable(),
  decisionP50Ms: z.number().nullable().describe('In steady state.'),
  throughputPerSecond: z.number().nullable(),
});

const row = z.object({
  scenario: z.string(),
  title: z.string(),
  question: z.string(),
  status: z.enum(['ok', 'expectation-failed', 'inconclusive', 'error']),
  error: z.string().optional(),
  href: z.string().nullable().describe("Relative link to the scenario's report."),
  verdict: z.string(),
  contenders: z.array(cell),
});

const step = z.object({
  side: z.enum(['rest', 'broker']),
  adds: z.string().describe('The guarantee this rung adds, in a few words.'),
  from: z.string(),
  to: z.string(),
  scenario: z.string().describe('The one whose fault separates the two rungs.'),
  figure: z.string().describe('What is counted, such as double charges.'),
  before: z.number().nullable(),
  after: z.number().nullable(),
  removed: z.boolean(),
  href: z.string().nullable(),
});

/** A suite of scenario runs, version 1. */
export const suiteResultSchema = z.object({
  schemaVersion: z.literal(1),
  name: z.enum(['all', 'ladder']),
  title: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  command: z.string(),
  environment: runResultSchema.shape.environment.nullable(),
  rows: z.array(row),
  ladder: z.array(step).optional(),
});

export type SuiteResult = z.infer<typeof suiteResultSchema>;
export type SuiteRow = SuiteResult['rows'][number];
export type SuiteCell = SuiteRow['contenders'][number];
export type LadderStep = NonNullable<SuiteResult['ladder']>[number];
