// THE CONTRACT: RunResult v1, the one document a scenario run produces; the HTML report is a view of it.
import { z } from 'zod';
import { count, ms, runSchema, type phaseName } from './run-record.ts';

const policyValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const teaching = z
  .object({
    predict: z.string().describe('What to write down before the answer is shown.'),
    observe: z.string().describe('Where to look in the report.'),
    why: z.string().describe('The explanation.'),
    misleads: z.string().describe('The conclusion one must not draw.'),
  })
  .describe('Teaching notes');

/** RunResult v1. `null` = does not exist here; `0` = measured zero. */
export const runResultSchema = z.object({
  schemaVersion: z.literal(1),
  scenario: z.object({
    name: z.string(),
    title: z.string(),
    question: z.string(),
    hypothesis: z.string(),
    teaching: teaching.optional(),
    conditions: z
      .array(z.string())
      .optional()
      .describe('Standing conditions, one sentence each: what holds during the whole run.'),
    loop: z
      .enum(['open', 'closed'])
      .optional()
      .describe('Absent in older results, which were all open.'),
    connections: count.optional().describe('Only for a closed loop: how many callers take turns.'),
    arrivalRatePerSecond: z.number().describe('0 for a closed loop, whose callers wait.'),
    arrivals: z.enum(['poisson', 'constant']),
    patienceMs: ms.describe('How long a user cares, from the intended arrival.'),
    requestDeadlineMs: ms.describe('When the simulated client gives up on the POST.'),
  }),
  seed: z.number().int(),
  command: z.string().describe('Repeats this run.'),
  startedAt: z.string(),
  durationMs: ms.describe('Whole run, from the command to the written result.'),
  environment: z.object({
    node: z.string(),
    kafka: z.string().nullable(),
    kafkaCluster: z
      .object({
        nodes: count,
        replicationFactor: count.describe('How often each record is kept.'),
        minInSync: count.describe('On how many nodes it must be before it is acknowledged.'),
      })
      .optional()
      .describe('The embedded Kafka; absent without one, and in older results.'),
    postgres: z.string().nullable(),
    java: z.string().nullable(),
    os: z.string(),
    cpuModel: z.string(),
    cpuCount: count,
    memoryMb: count,
    loadAverage: z.number().describe('One-minute load average before the first contender.'),
    gitSha: z.string().nullable(),
    infrastructure: z.string().describe('embedded or external, per server.'),
    bootMs: ms.describe('Command typed to first warm-up order.'),
    peakMemoryMb: count
      .nullable()
      .describe('Largest resident memory of the whole process tree seen.'),
  }),
  interrupted: z
    .boolean()
    .describe('True when Ctrl-C ended the run early; what is here is partial.'),
  conclusive: z.boolean().describe('False when a verdict would not be earned; warnings say why.'),
  verdict: z.string().describe('One sentence computed from the numbers below.'),
  warnings: z.array(z.string()).describe('About the whole run, such as unequal offered counts.'),
  contenders: z.array(
    z.object({
      name: z.string(),
      variant: z.string(),
      profile: z.string(),
      title: z.string().describe('One line: what this contender is.'),
      policy: z
        .record(z.string(), policyValue)
        .describe('Every setting that matters, flat, units in the names.'),
      instances: z
        .object({
          ticket: count.optional(),
          billing: count.optional(),
          email: count.optional(),
        })
        .optional()
        .describe(
          'Processes per service from the start of the run; a service that is not named has one, and so has each when this is absent.',
        ),
      runs: z.array(runSchema),
    }),
  ),
});

export type RunResult = z.infer<typeof runResultSchema>;
export type ContenderResult = RunResult['contenders'][number];
export type ContenderRun = ContenderResult['runs'][number];
export type TimelineBucket = ContenderRun['timeline'][number];
export type Latency = ContenderRun['latencyMs']['answer'];
export type Fault = ContenderRun['faults'][number];
export type PhaseName = z.infer<typeof phaseName>;

const versioned = z.object({ schemaVersion: z.number() });

/** Parses outside data into a RunResult; throws an Error that names its version or the first bad field. */
export function parseRunResult(input: unknown): RunResult {
  const parsed = runResultSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const version = versioned.safeParse(input).data?.schemaVersion ?? 1;
  if (version !== 1)
    throw new Error(
      `its schema version is ${version}, this program reads 1${version > 1 ? ': a newer one wrote it' : ''}`,
    );
  const issue = parsed.error.issues[0];
  throw new Error(
    `not a RunResult v1: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
  );
}

/** Parses the text of a result file; throws an Error with one sentence about what is wrong with it. */
export function parseRunResultText(text: string): RunResult {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`cut off, or no JSON at all: ${why}`, { cause: error });
  }
  return parseRunResult(data);
}
