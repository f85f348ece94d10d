// One contender under one scenario on servers that are already up: what commands need that judge run by run.
import { randomBytes } from 'node:crypto';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { CatalogEntry } from './catalog.ts';
import { runContender, type FinishedRun } from './contender-run.ts';
import { arrivalsOf } from './run.ts';
import type { NamedScenario } from './scenario.ts';

/** Runs `entry` once, with real processes; everything it started is stopped on every path. */
export function runOnce(options: {
  infrastructure: Infrastructure;
  entry: CatalogEntry;
  scenario: NamedScenario;
  seed: number;
  interrupt: AbortSignal;
}): Promise<FinishedRun> {
  const { infrastructure, scenario, seed } = options;
  const { postgres, kafka, runDir, lost } = infrastructure;
  if (!postgres) throw new Error('PostgreSQL was not started');
  return runContender({
    ...options,
    ...{ postgres, kafka, runDir, infrastructureLost: lost },
    arrivals: arrivalsOf(scenario, seed),
    runId: `bk${randomBytes(5).toString('hex')}`,
    onPhase: () => undefined,
    onFirstWarmUpOrder: () => undefined,
  });
}
