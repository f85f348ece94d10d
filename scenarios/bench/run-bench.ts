// Runs the parts of a bench round by round and keeps what is measured as it goes, so that Ctrl-C loses none of it.
import os from 'node:os';
import { z } from 'zod';
import type { BenchResult } from '../../shared/bench-result.ts';
import { createRunDatabase } from '../../shared/db/run-database.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { describeEnvironment } from '../engine/environment.ts';
import type { BenchArguments } from './arguments.ts';
import { measureDrain } from './backlog.ts';
import { figuresOf } from './figures.ts';
import { measureHops } from './hops.ts';
import { measureLatency } from './latency.ts';
import { newRunId, type Ground } from './stage.ts';
import { orderOf, withFloors } from './subjects.ts';
import { measureThroughput } from './throughput.ts';
import { drainLine, latencyLine, throughputLine, unitCostLine } from './words.ts';
import { measureUnitCosts } from './unit-costs.ts';

/** Measures everything that was asked for; `result` is complete up to where it ended, also when this rejects. */
export async function runBench(
  ground: Ground,
  contenders: CatalogEntry[],
  args: BenchArguments,
  result: BenchResult,
): Promise<void> {
  const subjects = withFloors(contenders);
  const { print } = ground;
  // A backlog needs a store that outlives its workers: topics, or an outbox behind HTTP.
  const draining = contenders.filter(({ contender }) => contender.policy['durableStore'] === true);
  try {
    for (let round = 0; round < args.runs; round++) {
      const ordered = orderOf(subjects, round);
      print(`\nround ${round + 1} of ${args.runs}`);
      const { seconds, openSeconds, connections, backlog, warmUpOrders } = args;
      if (args.parts.has('throughput'))
        for (const entry of ordered) {
          const measured = await measureThroughput(ground, entry, {
            ...{ seconds, connections, warmUpOrders, seed: round + 1 },
          });
          roundsOf(result, entry.contender.name).push(measured);
          print(throughputLine(entry.contender.name, measured));
        }
      if (args.parts.has('latency')) {
        const costs = await measureUnitCosts(ground);
        result.unitCosts.push(costs);
        print(unitCostLine(costs));
        for (const entry of ordered)
          for (const measured of await measureLatency(ground, entry, {
            ...{ seconds: openSeconds, warmUpOrders, seed: 100 * (round + 1) },
          })) {
            result.latency.push(measured);
            print(latencyLine(measured));
          }
      }
      if (args.parts.has('drain'))
        for (const entry of draining) {
          const measured = await measureDrain(ground, entry, {
            ...{ seconds, openSeconds, connections, backlog, warmUpOrders },
            seed: 1_000 * (round + 1),
          });
          result.drain.push(measured);
          print(drainLine(measured));
        }
    }
    const traced = contenders.find(({ variant }) => variant.needs.includes('kafka'));
    if (args.parts.has('latency') && traced)
      result.hops = await measureHops(ground, traced, {
        ...{ seconds: args.openSeconds, warmUpOrders: args.warmUpOrders, seed: 7 },
      });
  } finally {
    finish(result);
  }
}

function roundsOf({ throughput }: BenchResult, subject: string) {
  let known = throughput.find((one) => one.subject === subject);
  if (!known) throughput.push((known = { subject, rounds: [] }));
  return known.rounds;
}

function finish(result: BenchResult): void {
  result.finishedAt = new Date().toISOString();
  result.environment.loadAverage.after = loadAverage();
  result.figures = figuresOf(result);
}

const settingRow = z.tuple([z.object({ fsync: z.string(), synchronous: z.string() })]);

/** A result with nothing in it yet but where it is measured and with what. */
export async function emptyResult(
  { infrastructure }: Ground,
  args: BenchArguments,
): Promise<BenchResult> {
  const startedAt = new Date().toISOString();
  const {
    node,
    kafka,
    postgres,
    os: system,
    cpuModel,
    cpuCount,
    gitSha,
    ...rest
  } = await describeEnvironment(infrastructure);
  const database = await createRunDatabase(infrastructure.postgres?.url ?? '', newRunId(), {
    ...{ count: 1, seatsPerFlight: 1 },
  });
  try {
    const { rows } = await database.checker.query(
      "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous",
    );
    const [{ fsync, synchronous }] = settingRow.parse(rows);
    const { runs, seconds, connections, backlog, warmUpOrders } = args;
    return {
      ...{ schemaVersion: 1, kind: 'bench', startedAt, finishedAt: startedAt, interrupted: false },
      environment: {
        ...{ node, kafka, postgres, os: system, cpuModel, cpuCount, gitSha },
        infrastructure: rest.infrastructure,
        loadAverage: { before: loadAverage(), after: loadAverage() },
      },
      settings: {
        ...{ runs, seconds, connections, backlog, warmUpOrders, fsync },
        ...{ synchronousCommit: synchronous, acks: -1 },
      },
      ...{ throughput: [], latency: [], unitCosts: [], hops: [], drain: [], figures: [] },
    };
  } finally {
    await database.drop();
  }
}

function loadAverage(): number {
  return Math.round((os.loadavg()[0] ?? 0) * 100) / 100;
}
