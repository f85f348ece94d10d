// `npm run bench`: how many orders a second each contender confirms when driven flat out by autocannon.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { z } from 'zod';
import { startInfrastructure, type Infrastructure } from '../../shared/infra/infrastructure.ts';
import { drawBooking } from '../engine/arrivals.ts';
import { bootContender } from '../engine/boot-contender.ts';
import { loadContenders, type CatalogEntry } from '../engine/catalog.ts';
import { median } from '../engine/expectations.ts';
import { drain } from '../engine/quiescence.ts';
import { seededRandom } from '../engine/random.ts';

const flights = { count: 20, seatsPerFlight: 1_000_000 };

const settledRow = z.tuple([
  z.object({ confirmed: z.number(), seconds: z.number().nullable(), total: z.number() }),
]);

/** One measurement: orders sent flat out for a while, then counted once all are settled. */
type Measurement = { confirmed: number; perSecond: number; unsettled: number };

async function measure(
  infrastructure: Infrastructure,
  entry: CatalogEntry,
  options: { seconds: number; connections: number; seed: number },
): Promise<Measurement> {
  const { postgres, kafka, runDir } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const signal = new AbortController().signal;
  const contender = await bootContender({
    ...{ entry, runId: `bench${randomBytes(4).toString('hex')}`, runDir, seed: options.seed },
    ...{ flights, postgres, kafka, signal, onUnexpectedExit: () => undefined },
  });
  try {
    const random = seededRandom(options.seed);
    const fire = (duration: number) =>
      autocannon({
        ...{ url: contender.edgeUrl, duration, connections: options.connections, timeout: 30 },
        requests: [
          {
            ...{ method: 'POST', path: '/bookings' },
            setupRequest: (request) => ({
              ...request,
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify(
                drawBooking(random, { flights: flights.count, declinedShare: 0 }),
              ),
            }),
          },
        ],
      });
    // Warm the just-in-time compilers of all processes before anything counts.
    await fire(3);
    const { checker } = contender.database;
    await settle(contender);
    const [{ now: from }] = z
      .tuple([z.object({ now: z.date() })])
      .parse((await checker.query('SELECT clock_timestamp() AS now')).rows);
    await fire(options.seconds);
    await settle(contender);
    const { rows } = await checker.query(
      `SELECT count(*) AS total, count(*) FILTER (WHERE step = 'confirmed') AS confirmed,
              extract(epoch from max(decided_at) - min(create_date))::float8 AS seconds
       FROM gateway.orders WHERE create_date >= $1`,
      [from],
    );
    const [{ confirmed, seconds, total }] = settledRow.parse(rows);
    return { confirmed, perSecond: confirmed / (seconds ?? 1), unsettled: total - confirmed };
  } finally {
    await contender.stop();
  }
}

async function settle({ group, prepared }: Awaited<ReturnType<typeof bootContender>>) {
  const startedAt = performance.now();
  const drained = await drain({
    ...{ group, prepared, ledger: { inFlight: () => 0 }, deadlineMs: 120_000 },
    clock: () => performance.now() - startedAt,
    signal: new AbortController().signal,
  });
  if (drained.quietAtMs === null) throw new Error(`not settled: ${drained.left}`);
}

const { values } = parseArgs({
  options: {
    contenders: { type: 'string', default: 'rest,broker' },
    runs: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '8' },
    connections: { type: 'string', default: '64' },
  },
});
const known = await loadContenders();
const entries = values.contenders.split(',').flatMap((name) => known.get(name) ?? []);
const infrastructure = await startInfrastructure({ needs: ['postgres', 'kafka'] });
try {
  const figures = new Map<string, number[]>();
  for (let run = 0; run < Number(values.runs); run++)
    for (const entry of entries) {
      const { name } = entry.contender;
      const { perSecond, confirmed, unsettled } = await measure(infrastructure, entry, {
        seconds: Number(values.seconds),
        connections: Number(values.connections),
        seed: run,
      });
      figures.set(name, [...(figures.get(name) ?? []), perSecond]);
      process.stdout.write(
        `${name.padEnd(14)} run ${run + 1}: ${perSecond.toFixed(0)} confirmed orders/s (${confirmed} confirmed, ${unsettled} not)\n`,
      );
    }
  for (const [name, runs] of figures)
    process.stdout.write(
      `${name.padEnd(14)} median ${median(runs)?.toFixed(0)} confirmed orders/s [${Math.min(...runs).toFixed(0)}–${Math.max(...runs).toFixed(0)}] over ${runs.length} runs\n`,
    );
} finally {
  await infrastructure.stop();
}
