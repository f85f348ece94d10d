// A share p of attempts fails at k services: n attempts succeed with 1 − pⁿ, k hops with its k-th power. Pure.
import { binomialInterval } from './binomial.ts';
import {
  arrivedIn,
  attemptsOf,
  isDurable,
  lostAmong,
  nothingLost,
  prediction,
  type HealedFault,
  type Prediction,
  type PredictionFacts,
} from './prediction.ts';

/** Loss N × (1 − (1 − pⁿ)ᵏ), amplification (1 − pⁿ)/(1 − p). All faults have the same share and window. */
export function errorShare(faults: HealedFault[], facts: PredictionFacts): Prediction[] {
  const { policy, judged, chargeAttempts } = facts;
  const [fault] = faults;
  if (!fault) return [];
  const p = Number(fault.params['rate'] ?? 1);
  const afterEffect = fault.params['point'] === 'after';
  const retryAfterMs = Number(fault.params['retryAfterS'] ?? 0) * 1_000;
  const isChain = 'attempts' in policy;
  const triesAgain = isChain ? isDurable(policy) : policy['failedMessages'] !== 'drop';
  // A message that fails after its effect has sent its event already; without an inbox it is done twice.
  if (!isChain && afterEffect && policy['inbox'] !== true) return [];
  if (triesAgain) return [nothingLost('whatever fails is tried again', lostAmong(judged))];
  const breakerShare = policy['breakerFailureShare'];
  // Near its threshold a breaker is open for part of the time and refuses what would have succeeded: no closed form.
  if (typeof breakerShare === 'number' && p > 0.7 * breakerShare && p < 1) return [];
  const n = typeof breakerShare === 'number' && p === 1 ? 1 : attemptsOf(policy);
  // Only arrivals whose last attempt still falls into the window count: later ones are let through.
  const hit = arrivedIn(judged, fault.injectedAtMs, fault.healedAtMs - (n - 1) * retryAfterMs);
  const lostOfHit = lostAmong(hit);
  const keyless = isChain && policy['idempotencyKeys'] !== 'per-order';
  const k = faults.length;
  // Charged, then told that it failed: without a key every further attempt is a second charge.
  const q = afterEffect && keyless ? p : 1 - (1 - p ** n) ** k;
  const size = hit.length;
  // An order on the edge may arrive inside the window and be charged outside it, hence the 1 %.
  const edge = 0.01 * size;
  const chance = binomialInterval(size, q);
  const formula =
    afterEffect && keyless && n > 1 ? 'N × p (each is charged again)' : lossFormula(n, k);
  const predictions = [
    prediction({ id: 'lost', title: 'Orders lost of those hit', formula }, size * q, lostOfHit, {
      low: chance.low - edge,
      high: chance.high + edge,
    }),
  ];
  if (n === 1 || p >= 1 || k > 1 || fault.target !== 'billing') return predictions;
  const amplification = (1 - p ** n) / (1 - p);
  // So few errors that the interval could not tell retries from none.
  if (amplification * 0.85 <= 1) return predictions;
  const inWindow = arrivedIn(judged, fault.injectedAtMs, fault.healedAtMs).length;
  const measured = (chargeAttempts - (judged.length - inWindow)) / Math.max(1, inWindow);
  const what = {
    id: 'amplification',
    title: 'Charge attempts per order in the window',
    formula: '(1 − pⁿ)/(1 − p)',
  };
  return [
    ...predictions,
    prediction(what, amplification, measured, {
      low: amplification * 0.85,
      high: amplification * 1.15,
    }),
  ];
}

function lossFormula(n: number, k: number): string {
  const one = n === 1 ? 'p' : `p^${n}`;
  return k === 1 ? `N × ${one}` : `N × (1 − (1 − ${one})^${k})`;
}
