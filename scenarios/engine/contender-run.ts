// One contender, once: fresh database and topics, start → warm up → load with faults → drain → check → stop.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runSchedule, type ScheduledEvent } from 'chaos-monkey-lite';
import type { ComposeProject } from '../../shared/infra/compose/compose-project.ts';
import type { KafkaServer } from '../../shared/infra/kafka.ts';
import type { PostgresServer } from '../../shared/infra/postgres.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import { epochMs } from '../../shared/trace.ts';
import type { Arrival } from './arrivals.ts';
import { assembleRun } from './assemble.ts';
import { bootContender, type BootedContender } from './boot-contender.ts';
import type { CatalogEntry } from './catalog.ts';
import { checkOrders } from './check-orders.ts';
import { databaseClockAhead } from './database-clock.ts';
import { groundOf, whyNotApplicable, type Ground } from './faults/applicability.ts';
import { describeFaults, faultWindow } from './faults/describe-faults.ts';
import { planFaults } from './faults/plan-faults.ts';
import { sendInClosedLoop } from './closed-loop.ts';
import { createHttpClient } from './http.ts';
import { undisturbedOrders } from './hops.ts';
import { joinersOf } from './instances.ts';
import { watchedOrders, withJourneys } from './journeys.ts';
import { Ledger } from './ledger.ts';
import { sendArrivals } from './load.ts';
import { observationOf } from './observation.ts';
import { drain } from './quiescence.ts';
import { readSeatTotals } from './records.ts';
import { startSampling, type Sampler } from './sampler.ts';
import { drawOf, flightsOf } from './flights.ts';
import { arrivalRate, loadMs, type NamedScenario } from './scenario.ts';
import { startPolling } from './user-interface.ts';
import { warmUp } from './warm-up.ts';

/** When the simulated client gives up on its POST, in ms; above the gateway's own deadline. */
export const clientDeadlineMs = 8_000;
const drainDeadlineMs = 60_000;
/** Where a limited service has a number of orders to work off, the warm-up must not leave it a backlog. */
const limitedWarmUpPerSecond = 10;

/** What a contender run is told, and whom it tells. */
export type ContenderRunOptions = {
  entry: CatalogEntry;
  scenario: NamedScenario;
  arrivals: Arrival[];
  seed: number;
  runId: string;
  runDir: string;
  postgres: PostgresServer;
  kafka: KafkaServer | undefined;
  compose?: ComposeProject | undefined;
  /** Aborted by Ctrl-C: the run ends early and what was measured is judged as it is. */
  interrupt: AbortSignal;
  /** Aborted when the infrastructure died under the run; the reason is the error to throw. */
  infrastructureLost: AbortSignal;
  onPhase: (phase: string, ledger?: Ledger) => void;
  onFirstWarmUpOrder: () => void;
};

/** Result of one contender run, and the memory it was seen to use. */
export type FinishedRun = {
  run: ContenderRun;
  conclusive: boolean;
  peakMemoryMb: number | null;
  /** The watched orders, in the order of `watchedOrders`. */
  watched: NonNullable<ContenderRun['sameOrders']>;
};

/** Runs one contender once. Everything it started is stopped on every path. */
export async function runContender(options: ContenderRunOptions): Promise<FinishedRun> {
  const { scenario, interrupt, infrastructureLost, onPhase } = options;
  const ground = groundOf(options.entry.variant, options);
  const warnings: string[] = [];
  const traceDir = join(options.runDir, `${options.runId}-trace`);
  let booted: BootedContender | undefined;
  onPhase('start');
  try {
    await mkdir(traceDir);
    booted = await bootContender({
      ...options,
      // Where throughput is what is measured, nothing else is to cost any.
      ...(scenario.arrivals.process === 'closed-loop' ? {} : { traceDir }),
      flights: flightsOf(scenario),
      conditions: scenario.conditions ?? [],
      ...(options.entry.instances ? { instances: options.entry.instances } : {}),
      joiners: joinersOf(scenario),
      partitions: scenario.faults.flatMap((fault) =>
        fault.kind === 'partition' && whyNotApplicable(fault, ground) === undefined ? fault : [],
      ),
      signal: AbortSignal.any([interrupt, infrastructureLost]),
      onUnexpectedExit: (name, how) =>
        warnings.push(`the ${name} service ${how} by itself; the run cannot be trusted`),
    });
    return await measure({ ...options, traceDir }, booted, ground, warnings);
  } catch (error) {
    // A lost server makes everything else fail first; its own sentence is the one that helps.
    infrastructureLost.throwIfAborted();
    throw error;
  } finally {
    onPhase('stop');
    await booted?.stop();
    await rm(traceDir, { recursive: true, force: true });
  }
}

async function measure(
  options: ContenderRunOptions & { traceDir: string },
  { database, prepared, group, links, edgeUrl }: BootedContender,
  ground: Ground,
  warnings: string[],
): Promise<FinishedRun> {
  const { scenario, arrivals, interrupt, infrastructureLost, onPhase } = options;
  const stopSignal = AbortSignal.any([interrupt, infrastructureLost]);
  const client = createHttpClient();
  const watching = new AbortController();
  let sampler: Sampler | undefined;
  try {
    onPhase('warm-up');
    const warmUpStartedAt = epochMs();
    const warmUpIds = await warmUp({
      edgeUrl,
      pace:
        scenario.arrivals.process !== 'closed-loop'
          ? { ratePerSecond: arrivalRate(scenario.arrivals) }
          : scenario.arrivals.orders === undefined
            ? { connections: scenario.arrivals.connections }
            : { ratePerSecond: limitedWarmUpPerSecond },
      lasting: { durationMs: scenario.phases.warmUpMs },
      draw: drawOf(scenario),
      seed: options.seed,
      onFirst: options.onFirstWarmUpOrder,
    });

    const ledger = new Ledger(arrivals);
    const aheadMs = await databaseClockAhead(database.checker);
    const t0 = epochMs();
    const clock = () => epochMs() - t0;
    const faultPlans = planFaults(scenario.faults, scenario.phases, {
      ...{ group, prepared, links, ground, kafka: options.kafka, postgres: options.postgres },
    });
    sampler = startSampling({
      ...{ group, prepared, clock, signal: watching.signal },
      servers: {
        postgres: options.postgres,
        ...Object.fromEntries((options.kafka?.nodes ?? []).map((node) => [node.name, node])),
      },
    });
    const polling = startPolling({ edgeUrl, client, ledger, clock, signal: watching.signal });
    const load = {
      ...{ edgeUrl, ledger, clock, signal: stopSignal },
      requestDeadlineMs: clientDeadlineMs,
    };
    onPhase('load', ledger);
    const faults = runSchedule(
      faultPlans.flatMap((plan) => ('planned' in plan ? plan.planned : [])),
      { clock, startedAtMs: 0, signal: stopSignal },
    );
    const [faultEvents] = await Promise.all([
      faults.catch((error: unknown) => {
        warnings.push(`a fault could not be run: ${describe(error)}`);
        return [] as ScheduledEvent[];
      }),
      scenario.arrivals.process === 'closed-loop'
        ? sendInClosedLoop({
            ...{ ...load, connections: scenario.arrivals.connections, seed: options.seed },
            durationMs: loadMs(scenario.phases),
            ...(scenario.arrivals.orders === undefined ? {} : { amount: scenario.arrivals.orders }),
            draw: drawOf(scenario),
          })
        : sendArrivals({ ...load, arrivals, client }),
    ]);
    // The schedule ends with its last arrival, whose gap to the planned end belongs to the load too.
    const arrivalsEndMs = Math.max(
      clock(),
      stopSignal.aborted || isCounted(scenario) ? 0 : loadMs(scenario.phases),
    );

    onPhase('drain', ledger);
    const drained = await drain({
      ...{ ledger, group, prepared, clock, signal: stopSignal },
      deadlineMs: drainDeadlineMs,
    });
    infrastructureLost.throwIfAborted();
    const remarks: string[] = [];
    if (drained.quietAtMs === null) {
      if (interrupt.aborted) warnings.push(`interrupted with ${drained.left}`);
      else if (drained.standstill) remarks.push(`stands still with ${drained.left}`);
      else warnings.push(`not drained after ${drainDeadlineMs / 1_000} s: ${drained.left}`);
    }
    await polling.pollOnce();
    watching.abort();
    await Promise.all([polling.done, sampler.done]);

    onPhase('check', ledger);
    const offsets = await prepared.offsets();
    const deadLettered = new Set((await prepared.deadLetters()).filter((id) => id !== null));
    const faultsSeen = describeFaults(faultPlans, faultEvents);
    const checked = await checkOrders({
      ...{ checker: database.checker, journal: ledger.entries, warmUpIds, deadLettered },
      ...{ patienceMs: scenario.patienceMs, fault: faultWindow(faultsSeen), aheadMs },
      watched: watchedOrders(arrivals, scenario),
    });
    if (checked.warmUpTrouble)
      warnings.push(
        [checked.warmUpTrouble, group.services.gateway.lastWords()].filter(Boolean).join('; '),
      );
    const { run, conclusive } = assembleRun({
      contender: options.entry.contender,
      instances: options.entry.instances ?? {},
      ...{ judged: checked.judged, examples: checked.examples },
      samples: sampler.samples,
      t0,
      warmUpStartMs: warmUpStartedAt - t0,
      scenario,
      faults: faultsSeen,
      arrivalsEndMs,
      quietAtMs: drained.quietAtMs,
      offsets,
      hasTopics: offsets !== null,
      seats: await readSeatTotals(database.checker),
      redelivered: await prepared.redeliveries(),
      chargeAttempts: Math.max(0, sampler.chargeAttempts() - checked.warmUpCharges),
      warnings,
      remarks,
    });
    Object.assign(run, observationOf(sampler.samples, arrivalsEndMs));
    const confirmed = checked.judged.flatMap(({ outcome, journal }) =>
      outcome === 'confirmed' && journal ? [journal.arrival] : [],
    );
    const told = await withJourneys(run, checked.watched, {
      ...{ t0, traceDir: options.traceDir, undisturbed: undisturbedOrders(confirmed, scenario) },
    });
    return { ...told, conclusive, peakMemoryMb: sampler.peakMemoryMb() };
  } finally {
    watching.abort();
    await sampler?.done.catch(() => undefined);
    client.close();
  }
}

/** The load ends with its last order, and not with the clock. */
function isCounted({ arrivals }: NamedScenario): boolean {
  return arrivals.process === 'closed-loop' && arrivals.orders !== undefined;
}

function describe(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error instanceof Error ? error.message : String(error);
}
