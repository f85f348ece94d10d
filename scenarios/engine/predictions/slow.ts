// Every call to a service takes d longer: a caller waits d, a batch of messages at most twice that. Pure.
import { latenciesOf, nearestRank, sortLatencies } from '../latency.ts';
import {
  arrivedIn,
  prediction,
  type HealedFault,
  type Prediction,
  type PredictionFacts,
} from './prediction.ts';

/** Median decision latency of orders that arrived in the window. */
export function slow(fault: HealedFault, { policy, judged, t0 }: PredictionFacts): Prediction[] {
  const addedMs = Number(fault.params['ms']);
  if (!Number.isFinite(addedMs) || Number(fault.params['rate']) !== 1) return [];
  const median = (fromMs: number, untilMs: number) => {
    const { sorted } = sortLatencies(
      arrivedIn(judged, fromMs, untilMs).map((order) => latenciesOf(order, t0).decision),
    );
    return nearestRank(sorted, sorted.length, 0.5);
  };
  const steadyMs = median(0, fault.injectedAtMs) ?? 0;
  // Whoever arrives in the last moments is served when the fault is over.
  const measured = median(fault.injectedAtMs, fault.healedAtMs - addedMs);
  if (measured === null) return [];
  const isChain = 'attempts' in policy;
  const attemptTimeoutMs = policy['attemptTimeoutMs'];
  // Whoever gives up sooner than the answer comes has made an outage of it.
  if (isChain && typeof attemptTimeoutMs === 'number' && attemptTimeoutMs <= addedMs) return [];
  const what = {
    id: 'slow',
    title: 'Median decision in the window, ms',
    formula: isChain ? 'steady + d' : 'steady + 1.5 d (a message waits for the batch before it)',
  };
  const expected = steadyMs + addedMs * (isChain ? 1 : 1.5);
  return [
    prediction(what, expected, measured, {
      low: steadyMs + addedMs * 0.9,
      high: steadyMs + addedMs * (isChain ? 1.15 : 2.2) + 100,
    }),
  ];
}
