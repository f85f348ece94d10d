// Closed-form predictions beside what was measured: a disagreement is a warning that wants an explanation. Pure.
import type { ContenderRun } from '../../shared/run-result.ts';
import type { PolicyTable } from '../../shared/variant.ts';
import { isLost, type JudgedOrder } from './check.ts';

type Prediction = ContenderRun['predictions'][number];
type MeasuredFault = Extract<ContenderRun['faults'][number], { injectedAtMs: number }>;

/** Half-width of a 99 % interval in standard deviations. */
const z99 = 2.576;

/** What closed forms say about one contender under one scenario, with what was measured. */
export function predict(options: {
  faults: ContenderRun['faults'];
  policy: PolicyTable;
  judged: JudgedOrder[];
  ratePerSecond: number;
  backlogPeak: number | null;
  chargeAttempts: number;
}): Prediction[] {
  return options.faults.flatMap((fault) => {
    if (!('injectedAtMs' in fault) || fault.healedAtMs === null || fault.target !== 'billing')
      return [];
    return fault.kind === 'kill' ? outage(fault, options) : errorShare(fault, options);
  });
}

/** Service down for T: a synchronous chain loses λT; a broker loses nothing and piles up λT. */
function outage(
  fault: MeasuredFault,
  { policy, judged, ratePerSecond, backlogPeak }: Parameters<typeof predict>[0],
): Prediction[] {
  const seconds = ((fault.healedAtMs ?? 0) - fault.injectedAtMs) / 1_000;
  const expected = ratePerSecond * seconds;
  // Poisson arrivals scatter by √(λT); 15 % covers the edges of the outage.
  const margin = Math.max(0.15 * expected, z99 * Math.sqrt(expected));
  const within = { low: expected - margin, high: expected + margin };
  const lost = judged.filter((o) => isLost(o.outcome)).length;
  if (policy['outbox'] === true)
    return [
      prediction('lost-in-outage', 'Orders lost', '0 (durable store-and-forward)', 0, lost, {
        low: 0,
        high: 0,
      }),
      ...(backlogPeak === null
        ? []
        : [
            prediction('backlog', 'Backlog peak', 'λ × T', expected, backlogPeak, {
              low: within.low,
              // What arrives while the restarted service catches up waits too: a second's worth at most.
              high: within.high + ratePerSecond,
            }),
          ]),
    ];
  // An open breaker lets nobody through until its next trial call, up to h after the service is back.
  const halfOpenMs = Number(policy['breakerHalfOpenAfterMs'] ?? 0);
  const late = (ratePerSecond * halfOpenMs) / 1_000;
  return [
    prediction(
      'lost-in-outage',
      'Orders lost',
      late > 0 ? 'λ × (T + h/2), h = breaker half-open after' : 'λ × T',
      expected + late / 2,
      lost,
      { low: within.low, high: within.high + late },
    ),
  ];
}

/** Billing fails a share p of attempts: n attempts succeed with 1 − pⁿ and cost (1 − pⁿ)/(1 − p). */
function errorShare(
  fault: MeasuredFault,
  { policy, judged, chargeAttempts }: Parameters<typeof predict>[0],
): Prediction[] {
  const p = Number(fault.params['rate'] ?? 1);
  const lastTryDelayMs = Number(fault.params['retryAfterS'] ?? 0) * 1_000;
  const lost = judged.filter((o) => isLost(o.outcome));
  if (policy['outbox'] === true)
    return [
      prediction(
        'lost-to-errors',
        'Orders lost',
        '0 (a failed message is tried again)',
        0,
        lost.length,
        { low: 0, high: 0 },
      ),
    ];
  const attempts = Number(policy['attempts'] ?? 1);
  const breakerShare = policy['breakerFailureShare'];
  const n = typeof breakerShare === 'number' && p > breakerShare ? 1 : attempts;
  // Only arrivals whose last attempt still falls into the window count: later ones are let through.
  const until = (fault.healedAtMs ?? 0) - (n - 1) * lastTryDelayMs;
  const hit = judged.filter((o) => {
    const at = o.journal?.arrival.atMs ?? -1;
    return at >= fault.injectedAtMs && at < until;
  });
  const lostOfHit = hit.filter((o) => isLost(o.outcome)).length;
  const q = p ** n;
  const size = hit.length;
  // An order on the edge may arrive inside the window and be charged outside it, hence the 1 %.
  const margin = Math.max(z99 * Math.sqrt(size * q * (1 - q)), 0.01 * size, 3);
  const result = [
    prediction('lost-to-errors', 'Orders lost of those hit', `N × p^${n}`, size * q, lostOfHit, {
      low: size * q - margin,
      high: size * q + margin,
    }),
  ];
  if (n > 1 && p < 1) {
    const amplification = (1 - p ** n) / (1 - p);
    const inWindow = judged.filter((o) => {
      const at = o.journal?.arrival.atMs ?? -1;
      return at >= fault.injectedAtMs && at < (fault.healedAtMs ?? 0);
    }).length;
    const measured = (chargeAttempts - (judged.length - inWindow)) / Math.max(1, inWindow);
    result.push(
      prediction(
        'amplification',
        'Charge attempts per order in the window',
        '(1 − pⁿ)/(1 − p)',
        amplification,
        measured,
        { low: amplification * 0.85, high: amplification * 1.15 },
      ),
    );
  }
  return result;
}

function prediction(
  id: string,
  title: string,
  formula: string,
  predicted: number,
  measured: number,
  { low, high }: { low: number; high: number },
): Prediction {
  const round = (n: number) => Math.round(n * 100) / 100;
  return {
    id,
    title,
    formula,
    predicted: round(predicted),
    measured: round(measured),
    low: round(Math.max(0, low)),
    high: round(high),
    agrees: measured >= low && measured <= high,
  };
}
