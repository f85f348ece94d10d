// One method through all phases on fresh ground: calm, storm, drain, idle, backlog; then the verdict.
import type { CaptureMethod, ChangeFeed, PreparedFeed } from '../../shared/change-feed.ts';
import type { Sql } from '../../shared/db/database.ts';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import { waitUntil } from '../../shared/infra/wait.ts';
import { epochMs } from '../../shared/trace.ts';
import { sleep } from '../engine/load.ts';
import { runFaults, targetsOf } from './faults.ts';
import { feedProcess, type FeedProcess } from './feed-process.ts';
import type { NamedFeedScenario } from './feed-scenario.ts';
import { readGauges, type Reading } from './gauges.ts';
import { createSourceDatabase, type SourceDatabase } from './source-database.ts';
import { calmTraffic, stormTraffic } from './traffic.ts';
import type { Tally } from './writer.ts';

/** What a method is run with. */
export type MethodOptions = {
  changeFeed: ChangeFeed;
  method: CaptureMethod;
  scenario: NamedFeedScenario;
  seed: number;
  /** Unique; lower case letters, digits and `_`. */
  runId: string;
  infrastructure: Infrastructure;
  interrupt: AbortSignal;
  onPhase(phase: MethodResult['phases'][number]['name'], lengthMs: number | null): void;
};

/** All that was seen of a method, before it is judged. Instants are epoch ms. */
export type MethodMeasured = {
  startedAtMs: number;
  phases: MethodResult['phases'];
  faults: MethodResult['faults'];
  calm: { tally: Tally; from: Reading; to: Reading };
  storm: Tally;
  idle: { from: Reading; to: Reading };
  /** When the backlog began to be written. */
  backlogFromMs: number;
  /** Why the verdict is not earned; empty when it is. */
  doubts: string[];
};

const table = 'streaming_update_table';
/** Compilers of feed, writers and broker warm up before anything counts. */
const warmUpMs = 2_000;
const settleDeadlineMs = 120_000;
/** Longer than any feed of ours is silent while it still has something to say. */
const silentMs = 2_500;

/** Runs the phases and hands what it saw to `judge` while database and topic still exist; then removes both. */
export async function runMethod<T>(
  options: MethodOptions,
  judge: (measured: MethodMeasured, source: { sql: Sql; prepared: PreparedFeed }) => Promise<T>,
): Promise<T> {
  const { changeFeed, method, runId, infrastructure, interrupt } = options;
  const { postgres, kafka, runDir } = infrastructure;
  if (!postgres || !kafka) throw new Error('PostgreSQL or Kafka was not started');
  const signal = AbortSignal.any([interrupt, infrastructure.lost]);
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    const database = await createSourceDatabase(postgres.url, runId);
    cleanUp.push(() => database.drop());
    const plan = {
      ...{ method, table, name: runId, topic: `${runId}.changes` },
      ...{ databaseUrl: database.url, kafkaBrokers: kafka.brokers },
      ...{ kafkaSecurity: kafka.security, kafkaReplication: kafka.replication },
    };
    await changeFeed.install(plan);
    const prepared = await changeFeed.prepare(plan);
    cleanUp.push(() => prepared.remove());
    const feed = feedProcess(changeFeed, prepared, { runDir, name: runId, signal });
    cleanUp.push(() => feed.stop());
    await feed.start();
    const measured = await throughPhases({ ...options, database, prepared, feed, signal });
    return await judge(measured, { sql: database.sql, prepared });
  } finally {
    for (let step = cleanUp.pop(); step; step = cleanUp.pop()) await step().catch(() => undefined);
  }
}

async function throughPhases(
  options: MethodOptions & {
    database: SourceDatabase;
    prepared: PreparedFeed;
    feed: FeedProcess;
    signal: AbortSignal;
  },
): Promise<MethodMeasured> {
  const { scenario, seed, database, prepared, feed, signal, infrastructure, onPhase } = options;
  const { calmMs, stormMs, idleMs, backlogChanges } = scenario.phases;
  const { sql } = database;
  const gauges = () =>
    readGauges(sql, { feed: feed.pid(), postgres: infrastructure.postgres?.pid() });
  const traffic = { scenario, seed, databaseUrl: database.url, sql, signal };
  const doubts: string[] = [];
  const settle = async (what: string) => {
    const why = await settled(what, { prepared, feed, signal });
    if (why !== undefined) doubts.push(why);
  };

  await calmTraffic(traffic, warmUpMs);
  await settle('the first rows');

  const startedAtMs = epochMs();
  const phases: MethodMeasured['phases'] = [];
  const phase = async <T>(
    name: MethodMeasured['phases'][number]['name'],
    lengthMs: number | null,
    work: () => Promise<T>,
  ): Promise<T> => {
    signal.throwIfAborted();
    onPhase(name, lengthMs);
    const startMs = epochMs() - startedAtMs;
    const result = await work();
    phases.push({ name, startMs, endMs: epochMs() - startedAtMs });
    return result;
  };

  const calm = await phase('calm', calmMs, async () => {
    const from = await gauges();
    const tally = await calmTraffic(traffic, calmMs);
    return { tally, from, to: await gauges() };
  });
  const stormFromMs = epochMs() - startedAtMs;
  const [storm, faults] = await phase('storm', stormMs, () =>
    Promise.all([
      stormTraffic(traffic, stormMs),
      runFaults(scenario.faults, targetsOf(infrastructure, feed), stormMs, signal),
    ]),
  );
  await phase('drain', null, () => settle('the storm'));
  const idle = await phase('idle', idleMs, async () => {
    const from = await gauges();
    await sleep(idleMs, signal);
    return { from, to: await gauges() };
  });
  const backlogFromMs = epochMs();
  await phase('backlog', null, async () => {
    await feed.stop();
    await writeBacklog(sql, backlogChanges);
    await feed.start();
    await settle('the backlog');
  });
  return {
    ...{ startedAtMs, phases, calm, storm, idle, backlogFromMs, doubts },
    faults: faults.map((fault) => ({
      ...fault,
      injectedAtMs: fault.injectedAtMs + stormFromMs,
      healedAtMs: fault.healedAtMs === null ? null : fault.healedAtMs + stormFromMs,
    })),
  };
}

/** Waits until nothing more comes; returns why that did not happen, if it did not. */
async function settled(
  what: string,
  deps: { prepared: PreparedFeed; feed: FeedProcess; signal: AbortSignal },
): Promise<string | undefined> {
  const { prepared, feed, signal } = deps;
  let before = 0;
  let sameSinceMs = performance.now();
  try {
    await waitUntil(
      `${what} to arrive`,
      async () => {
        const accident = feed.accident();
        if (accident !== undefined) throw new Error(accident);
        const now = await prepared.count();
        if (now !== before) [before, sameSinceMs] = [now, performance.now()];
        return now > 0 && performance.now() - sameSinceMs >= silentMs;
      },
      { deadlineMs: settleDeadlineMs, everyMs: 100, signal },
    );
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

async function writeBacklog(sql: Sql, changes: number): Promise<void> {
  const each = 1_000;
  for (let left = changes; left > 0; left -= each)
    await sql.query(
      `INSERT INTO ${table} (data) SELECT 'waiting ' || n FROM generate_series(1, $1::int) n`,
      [Math.min(each, left)],
    );
}
