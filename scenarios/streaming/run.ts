// A whole run of a change-feed scenario: boot the servers once, run every method in turn, assemble the FeedResult.
import { randomBytes } from 'node:crypto';
import type { CaptureMethod, ChangeFeed } from '../../shared/change-feed.ts';
import type { FeedResult, MethodResult } from '../../shared/feed-result.ts';
import { messageOf } from '../../shared/host/log.ts';
import { startInfrastructure } from '../../shared/infra/infrastructure.ts';
import { describeEnvironment } from '../engine/environment.ts';
import { expectationsOf } from './expectations.ts';
import type { NamedFeedScenario } from './feed-scenario.ts';
import { resultOfMethod } from './method-result.ts';
import { runMethod } from './method-run.ts';

/** How it is to be run. */
export type FeedRunOptions = {
  changeFeed: ChangeFeed;
  scenario: NamedFeedScenario;
  methods: CaptureMethod[];
  seed: number;
  /** Copies of each topic; absent = what the environment says, or the cluster's own default. */
  replicationFactor?: number | undefined;
  command: string;
  /** When the command was typed, epoch ms. */
  startedAtMs: number;
  interrupt: AbortSignal;
  onBoot(detail: string): void;
  /** `lengthMs` is null when nobody knows how long it takes. */
  onPhase(method: CaptureMethod, phase: string, lengthMs: number | null): void;
};

/** A result, and what cut it short if something did. */
export type FeedOutcome = { result: FeedResult; failure?: unknown };

/** Runs the methods. The verdict is left empty: findings are the report's. Throws when nothing was measured. */
export async function runFeedScenario(options: FeedRunOptions): Promise<FeedOutcome> {
  const { changeFeed, scenario, methods, seed, interrupt, startedAtMs } = options;
  options.onBoot('Kafka and PostgreSQL');
  const infrastructure = await startInfrastructure({
    needs: ['kafka', 'postgres'],
    // Says when a transaction was committed, by the server's own clock: what delays are measured from.
    postgresSettings: { track_commit_timestamp: 'on' },
    onProgress: options.onBoot,
    replicationFactor: options.replicationFactor,
    signal: interrupt,
  });
  const done: MethodResult[] = [];
  let failure: unknown;
  let conclusive = true;
  let bootMs: number | undefined;
  try {
    const environment = await describeEnvironment(infrastructure);
    const base = `cf${randomBytes(4).toString('hex')}`;
    try {
      for (const [i, method] of methods.entries()) {
        const { method: result, isBelievable } = await runMethod(
          {
            ...{ changeFeed, method, scenario, seed, infrastructure, interrupt },
            runId: `${base}_${i}`,
            onPhase: (phase, lengthMs) => {
              bootMs ??= Date.now() - startedAtMs;
              options.onPhase(method, phase, lengthMs);
            },
          },
          (measured, source) => resultOfMethod({ changeFeed, scenario }, method, measured, source),
        );
        conclusive &&= isBelievable;
        done.push({ ...result, expectations: expectationsOf(scenario.expectations, result) });
      }
    } catch (error) {
      // What is already measured is worth a partial report; with nothing measured there is only the error.
      if (done.length === 0) throw error;
      if (!interrupt.aborted) failure = error;
    }
    const missing = methods.filter((name) => !done.some((method) => method.name === name));
    const warnings = [
      ...(failure === undefined ? [] : [messageOf(failure)]),
      ...(missing.length === 0 ? [] : [`not run: ${missing.join(', ')}`]),
    ];
    const result: FeedResult = {
      ...{ schemaVersion: 1, kind: 'change-feed', scenario: scenarioInResult(scenario), seed },
      command: options.command,
      startedAt: new Date(startedAtMs).toISOString(),
      durationMs: Date.now() - startedAtMs,
      environment: { ...environment, bootMs: bootMs ?? 0, peakMemoryMb: null },
      interrupted: interrupt.aborted,
      conclusive: conclusive && warnings.length === 0 && !interrupt.aborted,
      ...{ verdict: '', warnings, methods: done },
    };
    return failure === undefined ? { result } : { result, failure };
  } finally {
    await infrastructure.stop();
  }
}

function scenarioInResult(scenario: NamedFeedScenario): FeedResult['scenario'] {
  const { shortWriters, longWriters } = scenario;
  return {
    ...{ name: scenario.name, title: scenario.title, question: scenario.question },
    ...{ hypothesis: scenario.hypothesis, teaching: scenario.teaching },
    writers: shortWriters + longWriters,
    longShare: longWriters / (shortWriters + longWriters),
    longTransactionMs: scenario.longTransactionMs,
    rollbackShare: scenario.rollbackShare,
    calmPerSecond: scenario.calmPerSecond,
  };
}
