// One contender on the stage: its services, its journal of the last minutes, and what became of its orders so far.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import { epochMs } from '../../shared/trace.ts';
import type { Arrival } from '../engine/arrivals.ts';
import { bootContender, type BootedContender } from '../engine/boot-contender.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { clientDeadlineMs } from '../engine/contender-run.ts';
import { databaseClockAhead } from '../engine/database-clock.ts';
import { groundOf } from '../engine/faults/applicability.ts';
import { realize } from '../engine/faults/plan-faults.ts';
import { createHttpClient, type HttpReply } from '../engine/http.ts';
import { Ledger } from '../engine/ledger.ts';
import { sendOne, type Clock } from '../engine/load.ts';
import { epochMsOf } from '../engine/read-summaries.ts';
import { startSampling, type Sample } from '../engine/sampler.ts';
import { startPolling } from '../engine/user-interface.ts';
import { byHandPrefix } from './by-hand.ts';
import type { HitTarget } from './fault-board.ts';
import { FateCounter, type Decision, type Second, type Totals } from './fate-counter.ts';

/** Most open orders whose state is asked for in one second. */
const mostAsked = 5_000;
/** One second of one contender, as the page shows it. */
export type StageSecond = Second & { totals: Totals };

/** A contender that is running. */
export type Stage = HitTarget & {
  entry: CatalogEntry;
  booted: BootedContender;
  /** Where its services note down what became of orders booked by hand. */
  traceDir: string;
  ledger: Ledger;
  /** How far the database's clock is ahead of the session's. */
  aheadMs: number;
  samples: Sample[];
  /** Charge attempts since an instant of the session's clock, over restarts, to the second. */
  chargeAttemptsSince(atMs: number): number;
  /** Sends one order to this contender; resolves with the answer and never rejects. */
  send(arrival: Arrival): Promise<HttpReply>;
  /** Asks the checker what was decided meanwhile and closes the second. */
  takeSecond(): Promise<StageSecond>;
  /** Drops what is known from before `atMs`, so that a session of hours stays small. */
  forget(atMs: number): void;
  /** Looks once more for every order whose user does not know yet. */
  pollOnce(): Promise<void>;
  /** What went wrong with a service by itself, oldest first. */
  accidents: string[];
  stop(): Promise<void>;
};

const decisionRows = z.array(
  z.object({
    order_id: z.string(),
    step: z.string(),
    reason: z.string().nullable(),
    decided_ms: z.number(),
  }),
);

/** What every stage of a session shares. */
export type StageOptions = {
  infrastructure: Infrastructure;
  seed: number;
  /** Epoch ms of t = 0 of the session. */
  t0: number;
  clock: Clock;
  signal: AbortSignal;
};

/** Boots a contender for a session without an end; the caller stops it. */
export async function openStage(
  entry: CatalogEntry,
  runId: string,
  { infrastructure, seed, t0, clock, signal }: StageOptions,
): Promise<Stage> {
  const { postgres, kafka, runDir } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const accidents: string[] = [];
  const traceDir = join(runDir, `${runId}-trace`);
  await mkdir(traceDir);
  const booted = await bootContender({
    ...{ entry, runId, runDir, seed, postgres, kafka, signal, traceDir },
    tracePrefix: byHandPrefix,
    // Nobody shall run out of seats, however long the session.
    flights: { count: 20, seatsPerFlight: 1_000_000 },
    onUnexpectedExit: (name, how) => accidents.push(`the ${name} service ${how} by itself`),
  });
  const { edgeUrl, group, prepared, database, links } = booted;
  const aheadMs = await databaseClockAhead(database.checker);
  const ledger = new Ledger([]);
  const counter = new FateCounter();
  const client = createHttpClient();
  const watching = new AbortController();
  const sampler = startSampling({
    ...{ group, prepared, clock, signal: watching.signal },
    servers: {},
  });
  const polling = startPolling({ edgeUrl, client, ledger, clock, signal: watching.signal });

  const attempts: { atMs: number; total: number }[] = [];

  const askDecisions = async () => {
    const ids = counter.toAskAbout(mostAsked);
    if (ids.length === 0) return;
    const { rows } = await database.checker.query(
      `SELECT order_id, step, reason, ${epochMsOf('decided_at')} AS decided_ms
       FROM gateway.orders WHERE order_id = ANY($1::uuid[]) AND decided_at IS NOT NULL`,
      [ids],
    );
    for (const row of decisionRows.parse(rows))
      counter.decided({
        ...{ orderId: row.order_id, atMs: row.decided_ms - aheadMs - t0 },
        result: resultOf(row),
      });
  };

  const ground = groundOf(entry.variant, { kafka, postgres });
  return {
    ...{ entry, booted, ledger, accidents, aheadMs, traceDir, samples: sampler.samples },
    chargeAttemptsSince: (atMs) =>
      sampler.chargeAttempts() - (attempts.findLast((look) => look.atMs <= atMs)?.total ?? 0),
    ...{ name: entry.contender.name, ground },
    realize: (source, id) =>
      realize(source, id, Number.POSITIVE_INFINITY, {
        ...{ group, prepared, links, kafka, postgres, ground },
      }),
    send: async (arrival) => {
      const { orderId } = arrival.booking;
      ledger.add(arrival);
      ledger.sent(orderId, clock());
      counter.sent(orderId, arrival.atMs);
      const reply = await sendOne(arrival, {
        ...{ edgeUrl, client, ledger, clock, requestDeadlineMs: clientDeadlineMs },
      });
      const answer = ledger.entries.get(orderId)?.answer;
      if (answer) counter.answered(orderId, answer, clock());
      return reply;
    },
    takeSecond: async () => {
      // A database that is away has decided nothing; the next second asks again.
      await askDecisions().catch(() => undefined);
      attempts.push({ atMs: clock(), total: sampler.chargeAttempts() });
      return {
        ...counter.takeSecond(clock()),
        totals: { ...counter.totals },
      };
    },
    forget: (atMs) => {
      ledger.forget(atMs);
      for (const list of [attempts, sampler.samples])
        list.splice(
          0,
          list.findIndex((look) => look.atMs >= atMs),
        );
    },
    pollOnce: polling.pollOnce,
    stop: async () => {
      watching.abort();
      client.close();
      await Promise.allSettled([polling.done, sampler.done]);
      await booted.stop();
    },
  };
}

function resultOf({ step, reason }: { step: string; reason: string | null }): Decision['result'] {
  if (step === 'confirmed') return 'confirmed';
  return reason === 'unavailable' ? 'unavailable' : 'declined';
}

/** Now, on a session's clock. */
export function clockFrom(t0: number): Clock {
  return () => epochMs() - t0;
}
