// A whole scenario run: boot the servers once, run every contender in turn, assemble the RunResult.
import { randomBytes } from 'node:crypto';
import { startInfrastructure, type Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { ContenderResult, ContenderRun, RunResult } from '../../shared/run-result.ts';
import { planArrivals, type Arrival } from './arrivals.ts';
import type { CatalogEntry } from './catalog.ts';
import { clientDeadlineMs, runContender, type FinishedRun } from './contender-run.ts';
import { describeEnvironment } from './environment.ts';
import { checkExpectations } from './expectations.ts';
import { pickSameOrders } from './journeys.ts';
import type { Ledger } from './ledger.ts';
import type { Condition } from './faults/fault-schema.ts';
import { windowOf } from './faults/plan-faults.ts';
import { drawOf } from './flights.ts';
import { instanceWords, rowsOf } from './instances.ts';
import { embeddedNodes, serverWords } from './kafka-nodes.ts';
import { arrivalRate, loadMs, type NamedScenario } from './scenario.ts';

/** Hears how far the run is. */
export type Progress = {
  /** A step of booting; `detail` may change while it lasts. */
  boot(detail: string): void;
  /** A contender enters a phase; the ledger is there from `load` on. */
  phase(contender: string, repetition: number, phase: string, ledger?: Ledger): void;
};

/** How a scenario is to be run. */
export type RunOptions = {
  scenario: NamedScenario;
  entries: CatalogEntry[];
  seed: number;
  /** Repetitions per contender, interleaved in rotated order. */
  runs: number;
  /** Copies of each topic; absent = what the environment says, or the cluster's own default. */
  replicationFactor?: number | undefined;
  /** Where it runs; absent = processes of this machine. */
  target?: 'compose' | undefined;
  /** Repeats this run on a command line. */
  command: string;
  /** When the command was typed, epoch ms. */
  startedAtMs: number;
  interrupt: AbortSignal;
  progress: Progress;
};

/** A result, and what cut it short if something did; nothing measured means no result. */
export type RunOutcome = { result: RunResult; failure?: unknown };

/** The servers that these contenders need. */
export function serversFor(entries: CatalogEntry[]): ('kafka' | 'postgres')[] {
  const needs = new Set<'kafka' | 'postgres'>(['postgres']);
  for (const { variant } of entries) for (const need of variant.needs) needs.add(need);
  return [...needs];
}

/** Runs a scenario. The verdict is left empty: findings are the report's. Throws when nothing was measured. */
export async function runScenario(options: RunOptions): Promise<RunOutcome> {
  const { entries, interrupt, progress } = options;
  const needs = serversFor(entries);
  const kafkaNodes = embeddedNodes(options.scenario);
  progress.boot(serverWords(needs, kafkaNodes));
  const infrastructure = await startInfrastructure({
    ...{ needs, kafkaNodes },
    replicationFactor: options.replicationFactor,
    target: options.target,
    onProgress: progress.boot,
    signal: interrupt,
  });
  try {
    return await runScenarioOn(infrastructure, options);
  } finally {
    await infrastructure.stop();
  }
}

/** Runs a scenario on servers that are up already, and leaves them running. */
export async function runScenarioOn(
  infrastructure: Infrastructure,
  options: RunOptions,
): Promise<RunOutcome> {
  const { scenario, seed, interrupt, progress, startedAtMs } = options;
  const entries = rowsOf(options.entries, scenario);
  const { postgres, kafka, runDir } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  const environment = await describeEnvironment(infrastructure);
  const arrivals = arrivalsOf(scenario, seed);
  const contenders = entries.map(contenderInResult);
  const warnings: string[] = [];
  const watched = new Map<ContenderRun, FinishedRun['watched']>();
  let conclusive = true;
  let failure: unknown;
  let bootMs: number | undefined;
  let peakMemoryMb: number | null = null;
  const base = `bk${randomBytes(4).toString('hex')}`;

  try {
    for (let repetition = 0; repetition < options.runs && !interrupt.aborted; repetition++)
      for (const [position, index] of rotated(entries.length, repetition).entries()) {
        const entry = entries[index];
        const result = contenders[index];
        if (!entry || !result || interrupt.aborted) continue;
        const { name } = entry.contender;
        const finished = await runContender({
          entry,
          scenario,
          arrivals,
          seed,
          runId: `${base}_${repetition}${position}`,
          runDir,
          postgres,
          kafka,
          compose: infrastructure.compose,
          interrupt,
          infrastructureLost: infrastructure.lost,
          onPhase: (phase, ledger) => progress.phase(name, repetition, phase, ledger),
          onFirstWarmUpOrder: () => {
            bootMs ??= Date.now() - startedAtMs;
          },
        });
        result.runs.push(finished.run);
        watched.set(finished.run, finished.watched);
        conclusive &&= finished.conclusive;
        if (finished.peakMemoryMb !== null)
          peakMemoryMb = Math.max(peakMemoryMb ?? 0, finished.peakMemoryMb);
      }
  } catch (error) {
    // What is already measured is worth a partial report; with nothing measured there is only the error.
    if (!contenders.some((c) => c.runs.length > 0)) throw error;
    conclusive = false;
    if (!interrupt.aborted) {
      warnings.push(error instanceof Error ? error.message : String(error));
      failure = error;
    }
  }
  const measured = contenders.filter((c) => c.runs.length > 0);
  if (measured.length < contenders.length)
    warnings.push(
      `not run: ${contenders
        .filter((c) => c.runs.length === 0)
        .map((c) => c.name)
        .join(', ')}`,
    );
  const offered = new Set(
    measured.flatMap((c) => c.runs.map((r) => r.offered - r.outcomes['not-offered'])),
  );
  if (offered.size > 1 && scenario.arrivals.process !== 'closed-loop') {
    warnings.push(
      `contenders were offered different numbers of orders: ${[...offered].join(', ')}`,
    );
    conclusive = false;
  }
  const same = pickSameOrders([...watched.values()]);
  for (const [run, orders] of watched)
    if (same.length > 0)
      run.sameOrders = same.flatMap((id) => orders.find(({ orderId }) => orderId === id) ?? []);
  checkExpectations(scenario.expectations, measured);
  const result: RunResult = {
    schemaVersion: 1,
    scenario: scenarioInResult(scenario),
    seed,
    command: options.command,
    startedAt: new Date(startedAtMs).toISOString(),
    durationMs: Date.now() - startedAtMs,
    environment: { ...environment, bootMs: bootMs ?? 0, peakMemoryMb },
    interrupted: interrupt.aborted,
    conclusive: conclusive && !interrupt.aborted && measured.length > 0,
    verdict: '',
    warnings,
    contenders: measured,
  };
  return failure === undefined ? { result } : { result, failure };
}

/** What a result says of its scenario. */
export function scenarioInResult(scenario: NamedScenario): RunResult['scenario'] {
  return {
    name: scenario.name,
    title: scenario.title,
    question: scenario.question,
    hypothesis: scenario.hypothesis,
    arrivalRatePerSecond: arrivalRate(scenario.arrivals),
    ...(scenario.arrivals.process === 'closed-loop'
      ? { arrivals: 'constant', loop: 'closed', connections: scenario.arrivals.connections }
      : { arrivals: scenario.arrivals.process, loop: 'open' }),
    conditions: (scenario.conditions ?? []).map((condition) =>
      conditionWords(condition, scenario.instances?.[condition.target] !== undefined),
    ),
    teaching: scenario.teaching,
    patienceMs: scenario.patienceMs,
    requestDeadlineMs: clientDeadlineMs,
  };
}

/** What a result says of a contender before it has run. */
export function contenderInResult({
  contender,
  variant,
  instances,
}: CatalogEntry): ContenderResult {
  return {
    name: contender.name,
    variant: variant.name,
    profile: contender.profile,
    title: contender.title,
    policy: contender.policy,
    ...(instances && instanceWords(instances) ? { instances } : {}),
    runs: [],
  };
}

/** The schedule of a scenario, the same for every contender; empty for a closed loop, which has none. */
export function arrivalsOf(scenario: NamedScenario, seed: number): Arrival[] {
  if (scenario.arrivals.process === 'closed-loop') return [];
  return planArrivals({
    ...scenario.arrivals,
    durationMs: loadMs(scenario.phases),
    draw: drawOf(scenario),
    seed,
    surges: scenario.faults.flatMap((fault) => {
      if (fault.kind !== 'surge') return [];
      const { atMs, untilMs } = windowOf(fault, scenario.phases);
      return [{ fromMs: atMs, untilMs, factor: fault.factor }];
    }),
  });
}

/** A standing condition in a sentence. */
function conditionWords({ target, slots, serviceMs, queue }: Condition, isScaled: boolean): string {
  const perSecond = Math.round((slots / serviceMs) * 10_000) / 10;
  return `${isScaled ? `Each instance of the ${target} service` : `The ${target} service`} has ${slots} ${slots === 1 ? 'slot' : 'slots'} of ${serviceMs} ms each, ${perSecond} orders a second, and a queue of ${queue}.`;
}

/** Indexes 0 to n − 1, starting with a different one each repetition, so that no contender is always first. */
export function rotated(n: number, by: number): number[] {
  return Array.from({ length: n }, (_, i) => (i + by) % n);
}
