// A service that is gone or silent for T: a synchronous chain loses rate × outage, a durable store nothing. Pure.
import {
  attemptsOf,
  isDurable,
  lostAmong,
  metArrivalsFor,
  nothingLost,
  prediction,
  z99,
  type HealedFault,
  type Prediction,
  type PredictionFacts,
} from './prediction.ts';

/** Killed, or cut off by a link that refuses: every call fails at once. Loss λT, backlog λT. */
export function outage(
  fault: HealedFault,
  ratePerSecond: number,
  { policy, judged, backlogPeak }: PredictionFacts,
): Prediction[] {
  const expected = ratePerSecond * metArrivalsFor(fault, judged);
  const within = intervalOf(expected);
  const lost = lostAmong(judged);
  if (isDurable(policy)) {
    const backlog = { id: 'backlog', title: 'Backlog peak', formula: 'λ × T' };
    return [
      nothingLost('durable store-and-forward', lost),
      ...(backlogPeak === null
        ? []
        : [
            prediction(backlog, expected, backlogPeak, {
              low: within.low,
              // What arrives while the restarted service catches up waits too: a second's worth at most.
              high: within.high + ratePerSecond,
            }),
          ]),
    ];
  }
  // Messages in hand when the process dies are few, and no closed form counts them.
  if (!('attempts' in policy)) return [];
  // An open breaker lets nobody through until its next trial call, up to h after the service is back.
  const late = (ratePerSecond * Number(policy['breakerHalfOpenAfterMs'] ?? 0)) / 1_000;
  // Calls that are tried again reach past the end of the outage: the last ones find the service back.
  const saved =
    attemptsOf(policy) > 1 ? (ratePerSecond * Number(policy['backoffMaxMs'])) / 1_000 : 0;
  return [
    prediction(
      {
        id: 'lost',
        title: 'Orders lost',
        formula: late > 0 ? 'λ × (T + h/2), h = breaker half-open after' : 'λ × T',
      },
      expected + late / 2,
      lost,
      { low: within.low - saved, high: within.high + late },
    ),
  ];
}

/** Silent: calls hang, and those that can wait until it is back succeed. Loss λ × (T − deadline). */
export function silence(
  fault: HealedFault,
  ratePerSecond: number,
  { policy, judged }: PredictionFacts,
): Prediction[] {
  const lost = lostAmong(judged);
  if (isDurable(policy)) return [nothingLost('durable store-and-forward', lost)];
  const deadlineMs = policy['requestDeadlineMs'];
  // With retries and a breaker the loss depends on more than two numbers: no closed form is claimed.
  if (attemptsOf(policy) > 1 || deadlineMs === undefined) return [];
  if (deadlineMs === null) return [nothingLost('whoever waits for ever gets there', lost)];
  const lostS = Math.max(0, metArrivalsFor(fault, judged) - Number(deadlineMs) / 1_000);
  const expected = ratePerSecond * lostS;
  const what = { id: 'lost', title: 'Orders lost', formula: 'λ × (T − request deadline)' };
  const { low, high } = intervalOf(expected);
  // When it wakes up it first serves those who have left; meanwhile others reach their deadline.
  const staleS = 2;
  return [prediction(what, expected, lost, { low, high: high + ratePerSecond * staleS })];
}

function intervalOf(expected: number): { low: number; high: number } {
  // Poisson arrivals scatter by √(λT); 15 % covers the edges of the outage.
  const margin = Math.max(0.15 * expected, z99 * Math.sqrt(expected), 3);
  return { low: expected - margin, high: expected + margin };
}
