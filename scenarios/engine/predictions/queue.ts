// A service with a known capacity μ and more arrivals than that: what piles up, and how long it takes to work off. Pure.
import {
  isDurable,
  lostAmong,
  metArrivalsFor,
  z99,
  nothingLost,
  prediction,
  attemptsOf,
  type HealedFault,
  type Prediction,
  type PredictionFacts,
} from './prediction.ts';

/** What is known about the queue. */
export type Overload = {
  /** Arrivals and capacity while it is overloaded, per second. */
  arrivals: number;
  capacity: number;
  queue: number;
  /** Arrivals and capacity once it is over; null when there is no limit any more. */
  after: { arrivals: number; capacity: number } | null;
};

/** Backlog (λ − μ)T and its drain backlog/(μ − λ) where orders wait; loss of the same size where they cannot. */
export function overload(
  fault: HealedFault,
  { arrivals, capacity, queue, after }: Overload,
  { policy, judged, backlogPeak, t0 }: PredictionFacts,
): Prediction[] {
  const seconds = metArrivalsFor(fault, judged);
  const surplus = (arrivals - capacity) * seconds;
  if (surplus <= 0) return [];
  const lost = lostAmong(judged);
  // Arrivals scatter by √(λT), and what exceeds the capacity by as much.
  const chance = z99 * Math.sqrt(arrivals * seconds);
  const within = (value: number, slack: number) => ({ low: value - slack, high: value + slack });
  if (!isDurable(policy)) {
    if (!('attempts' in policy) || attemptsOf(policy) > 1) return [];
    const expected = Math.max(0, surplus - queue);
    const what = { id: 'lost', title: 'Orders lost', formula: '(λ − μ) × T − queue' };
    return [prediction(what, expected, lost, within(expected, Math.max(0.2 * expected, chance)))];
  }
  const predictions = [nothingLost('whoever is not served yet waits', lost)];
  if (backlogPeak === null) return predictions;
  const backlog = { id: 'backlog', title: 'Backlog peak', formula: '(λ − μ) × T' };
  // A batch is decided when its last message is: until then all of it still counts as waiting.
  const inHand = Math.min(Number(policy['maxBatch'] ?? 0), surplus);
  const slack = within(surplus, Math.max(0.25 * surplus, chance));
  predictions.push(
    prediction(backlog, surplus, backlogPeak, { low: slack.low, high: slack.high + inHand }),
  );
  // At or above its capacity the service never catches up.
  if (!after || after.capacity <= after.arrivals) return predictions;
  const drainMs = (surplus / (after.capacity - after.arrivals)) * 1_000;
  const measured = caughtUpMs(judged, t0, fault.healedAtMs);
  const drain = { id: 'drain', title: 'Caught up after, ms', formula: 'backlog / (μ − λ)' };
  if (measured === null) return predictions;
  const around = within(drainMs, Math.max(0.4 * drainMs, 1_000));
  const high = around.high + (inHand / capacity) * 1_000;
  predictions.push(prediction(drain, drainMs, measured, { low: around.low, high }));
  return predictions;
}

/** From `healedAtMs` until nobody who had waited in the backlog waits any more. */
function caughtUpMs(
  judged: PredictionFacts['judged'],
  t0: number,
  healedAtMs: number,
): number | null {
  /** Whoever is decided this soon did not queue. */
  const promptMs = 500;
  const waits = judged.flatMap(({ journal, records: { decidedMs } }) =>
    journal && decidedMs !== null
      ? [{ arrivedMs: journal.arrival.atMs, decidedMs: decidedMs - t0 }]
      : [],
  );
  const queued = waits.filter(
    (w) => w.decidedMs > healedAtMs && w.decidedMs - w.arrivedMs > promptMs,
  );
  const lastMs = queued.reduce((latest, w) => Math.max(latest, w.decidedMs), 0);
  return lastMs > 0 ? lastMs - healedAtMs : null;
}
