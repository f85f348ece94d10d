// The circumstances of the bench's run: billing was away for a tenth of the time, and one sample was taken a second.
import type { ContenderRun } from '../../../shared/run-result.ts';
import { loadScenario } from '../../engine/catalog.ts';
import type { Sample } from '../../engine/sampler.ts';
import type { NamedScenario } from '../../engine/scenario.ts';
import { patienceMs } from './recipes.ts';

/** What a run of this length is made of; instants are ms after t = 0. */
export type Circumstances = {
  scenario: NamedScenario;
  samples: Sample[];
  faults: ContenderRun['faults'];
  arrivalsEndMs: number;
  quietAtMs: number;
};

/** The scenario `billing-down` at another rate and length. */
export async function circumstancesOf(
  orders: number,
  ratePerSecond: number,
): Promise<Circumstances> {
  const endMs = Math.ceil((orders * 1_000) / ratePerSecond);
  const phases = {
    ...{ warmUpMs: 10_000, steadyMs: Math.round(endMs * 0.4) },
    ...{ faultMs: Math.round(endMs * 0.1), recoveryMs: Math.round(endMs * 0.5) },
  };
  const scenario: NamedScenario = {
    ...(await loadScenario('billing-down')),
    arrivals: { process: 'constant', ratePerSecond },
    ...{ phases, patienceMs },
  };
  const atMs = phases.steadyMs;
  const untilMs = atMs + phases.faultMs;
  const quietAtMs = endMs + patienceMs + 5_000;
  return {
    scenario,
    samples: Array.from({ length: Math.ceil(quietAtMs / 1_000) }, (_, second) => ({
      atMs: second * 1_000 + 500,
      gauges: { consumerLag: second % 90, outboxDepth: 1, retryDepth: 0, owedWork: null },
      breaker: null,
      cpu: { gateway: 0.41, ticket: 0.12, billing: 0.17, email: 0.09, postgres: 0.33 },
      otherCores: 0.1,
    })),
    faults: [
      {
        ...{ kind: 'kill', target: 'billing', params: {}, plannedAtMs: atMs },
        ...{ plannedHealMs: untilMs, injectedAtMs: atMs + 2, healedAtMs: untilMs + 400 },
      },
    ],
    ...{ arrivalsEndMs: endMs, quietAtMs },
  };
}
