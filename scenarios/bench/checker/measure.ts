// One size of the bench: fill, check, assemble, write the report; and whether every figure came out as it must.
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { verdictSentence } from '../../../reports/findings.ts';
import { writeReport } from '../../../reports/write-report.ts';
import { createRunDatabase, type RunDatabase } from '../../../shared/db/run-database.ts';
import type { Infrastructure } from '../../../shared/infra/infrastructure.ts';
import type { ContenderRun, RunResult } from '../../../shared/run-result.ts';
import { assembleRun } from '../../engine/assemble.ts';
import { loadContenders, type CatalogEntry } from '../../engine/catalog.ts';
import { checkOrders } from '../../engine/check-orders.ts';
import { faultWindow } from '../../engine/faults/describe-faults.ts';
import { describeEnvironment } from '../../engine/environment.ts';
import { watchedOrders, withJourneys } from '../../engine/journeys.ts';
import { readSeatTotals } from '../../engine/records.ts';
import { contenderInResult, scenarioInResult } from '../../engine/run.ts';
import { deviations, expectedFigures, figuresOf } from './expected.ts';
import { fillTables, flightPlan } from './fill.ts';
import { arrivalsOf, deadLettersOf, journalOf } from './journal.ts';
import { circumstancesOf, type Circumstances } from './material.ts';
import { collectGarbage, peakMb, residentMb, resetPeak } from './memory.ts';
import { amountsOf, idOf, t0 } from './orders.ts';

const seconds = z.number();

/** What one round took, in seconds. */
const roundSchema = z.object({
  judge: seconds,
  /** Of this process alone, and whoever else wants the cores: the share of `judge` that it computed. */
  judgeCpu: seconds,
  assemble: seconds,
  write: seconds,
});

/** What came of one size. Memory is that of this process, in MB; sizes are in bytes. */
export const measurementSchema = z.object({
  orders: z.number(),
  fill: seconds,
  rounds: z.array(roundSchema),
  /** Before, and at its highest until the orders were judged, the run assembled, the report written. */
  memory: z.object({
    before: z.number(),
    judged: z.number(),
    assembled: z.number(),
    written: z.number(),
  }),
  pageBytes: z.number(),
  resultBytes: z.number(),
  /** One sentence per wrong figure; empty when the checker is right. */
  wrong: z.array(z.string()),
});
export type Measurement = z.infer<typeof measurementSchema>;

/** What is to be measured. */
export type Size = { orders: number; ratePerSecond: number; rounds: number; outDir: string };

/** Fills a database of its own, measures, and drops it on every path. */
export async function measure(infrastructure: Infrastructure, size: Size): Promise<Measurement> {
  const { postgres } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const name = `bench${randomBytes(4).toString('hex')}`;
  const database = await createRunDatabase(postgres.url, name, flightPlan);
  try {
    return await measureIn(database, infrastructure, size);
  } finally {
    await database.drop();
  }
}

async function measureIn(
  database: RunDatabase,
  infrastructure: Infrastructure,
  { orders, ratePerSecond, rounds, outDir }: Size,
): Promise<Measurement> {
  const gapMs = 1_000 / ratePerSecond;
  const amounts = amountsOf(orders);
  const fill = await timed(() => fillTables(database.checker, amounts, gapMs));
  const entry = (await loadContenders()).get('broker');
  if (!entry) throw new Error('there is no contender "broker"');
  const arrivals = arrivalsOf(orders, gapMs);
  const client = {
    ...{ arrivals, entry, journal: journalOf(arrivals).entries },
    circumstances: await circumstancesOf(orders, ratePerSecond),
    warmUpIds: new Set(Array.from({ length: amounts.warmUp }, (_, n) => idOf('warm-up', n))),
    deadLettered: deadLettersOf(orders),
  };
  const expected = expectedFigures(amounts);
  const environment = await describeEnvironment(infrastructure);
  collectGarbage();
  await resetPeak();
  const memory = { before: residentMb(), judged: 0, assembled: 0, written: 0 };
  const done: Measurement['rounds'] = [];
  const wrong = new Set<string>();
  let sizes = { pageBytes: 0, resultBytes: 0 };
  for (let round = 0; round < rounds; round++) {
    const checked = await timed(() => check(database, client));
    if (round === 0) memory.judged = await peakMb();
    const assembled = await timed(() => assemble(client, checked.value));
    if (round === 0) memory.assembled = await peakMb();
    const { run, warmUpCharges } = assembled.value;
    for (const figure of deviations(figuresOf(run, warmUpCharges), expected)) wrong.add(figure);
    const result = resultOf(run, client, { ...environment, bootMs: 0, peakMemoryMb: null });
    const written = await timed(() => writeReport(result, outDir));
    if (round === 0) memory.written = await peakMb();
    done.push({
      ...{ judge: checked.seconds, judgeCpu: checked.cpu },
      ...{ assemble: assembled.seconds, write: written.seconds },
    });
    sizes = {
      pageBytes: (await stat(written.value.htmlPath)).size,
      resultBytes: (await stat(written.value.jsonPath)).size,
    };
  }
  return { orders, fill: fill.seconds, rounds: done, memory, ...sizes, wrong: [...wrong] };
}

/** What the harness knows of the run beside the tables. */
type Client = {
  arrivals: ReturnType<typeof arrivalsOf>;
  entry: CatalogEntry;
  journal: ReturnType<typeof journalOf>['entries'];
  circumstances: Circumstances;
  warmUpIds: ReadonlySet<string>;
  deadLettered: ReadonlySet<string>;
};

async function check({ checker }: RunDatabase, client: Client) {
  const { arrivals, journal, warmUpIds, deadLettered, circumstances } = client;
  const { scenario, faults } = circumstances;
  return {
    ...(await checkOrders({
      ...{ checker, journal, warmUpIds, deadLettered, patienceMs: scenario.patienceMs },
      ...{ fault: faultWindow(faults), watched: watchedOrders(arrivals, scenario) },
    })),
    seats: await readSeatTotals(checker),
  };
}

async function assemble(
  { arrivals, entry, circumstances }: Client,
  { judged, examples, watched, seats, warmUpCharges }: Awaited<ReturnType<typeof check>>,
): Promise<{ run: ContenderRun; warmUpCharges: number }> {
  const { run } = assembleRun({
    ...{ contender: entry.contender, judged, examples, seats, t0, ...circumstances },
    ...{ warmUpStartMs: -10_000, offsets: null, hasTopics: false, redelivered: 0 },
    ...{ chargeAttempts: arrivals.length, warnings: [], remarks: [] },
  });
  const traceDir = join(import.meta.dirname, 'no-traces');
  return {
    run: (await withJourneys(run, watched, { t0, traceDir, undisturbed: [] })).run,
    warmUpCharges,
  };
}

function resultOf(
  run: ContenderRun,
  { circumstances, entry }: Client,
  environment: RunResult['environment'],
): RunResult {
  const result: RunResult = {
    ...{ schemaVersion: 1, scenario: scenarioInResult(circumstances.scenario), seed: 1 },
    ...{ command: 'npm run bench:checker', startedAt: run.startedAt },
    ...{ durationMs: circumstances.quietAtMs, environment, interrupted: false, conclusive: true },
    ...{ verdict: '', warnings: ['invented orders: a bench of the checker, not a measurement'] },
    contenders: [{ ...contenderInResult(entry), runs: [run] }],
  };
  result.verdict = verdictSentence(result);
  return result;
}

async function timed<T>(work: () => Promise<T>) {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, seconds: (performance.now() - startedAt) / 1_000, cpu: (user + system) / 1e6 };
}
