// Latencies beside their floors, and beside what the messages and transactions of an order cost one by one. Pure.
import type { LatencyRound } from '../../shared/bench-result.ts';
import { ratios, type Measured, type Rounds } from './figures.ts';

/** Messages between an order's acceptance and its decision: to ticket and back, to billing and back. */
const hopsToDecision = 4;
/** Transactions before the decision is stamped: accepted, reserved, moved on, captured, booked. */
const commitsToDecision = 5;

/** Figures per rate; a subject that was not measured has no rounds. */
export function latencyFigures({ latency, unitCosts }: Measured): Rounds[] {
  const rates = [...new Set(latency.map(({ ratePerSecond }) => ratePerSecond))];
  return rates.flatMap((rate) => {
    const of = (subject: string, read: (round: LatencyRound) => number | null) =>
      latency.filter((r) => r.subject === subject && r.ratePerSecond === rate).map(read);
    const decision = (subject: string) => of(subject, ({ decisionMs }) => decisionMs.p50);
    const tail = (subject: string) => of(subject, ({ decisionMs }) => decisionMs.p99);
    const answer = (subject: string) => of(subject, ({ answerMs }) => answerMs.p50);
    const parts = unitCosts.map(
      ({ hopMs, commitMs }) => hopsToDecision * hopMs + commitsToDecision * commitMs,
    );
    const figure = (
      id: string,
      title: string,
      rounds: (number | null)[],
      goal: number | null,
      unit: 'ratio' | 'ms' = 'ratio',
    ): Rounds => ({
      ...{ id: `latency.${rate}.${id}`, title: `${title}, at ${rate} orders a second` },
      ...{ unit, better: 'lower', goal, rounds },
    });
    return [
      figure(
        ...(['rest/rest-floor', 'decision p50: rest / rest-floor'] as const),
        ...([ratios(decision('rest'), decision('rest-floor')), 1.3] as const),
      ),
      figure(
        ...(['rest-hardened/rest', 'decision p50: rest-hardened / rest'] as const),
        ...([ratios(decision('rest-hardened'), decision('rest')), null] as const),
      ),
      figure('broker-decision', 'decision p50: broker', decision('broker'), 25, 'ms'),
      figure(
        ...(['broker/broker-floor', 'decision p50: broker / broker-floor'] as const),
        ...([ratios(decision('broker'), decision('broker-floor')), null] as const),
      ),
      figure(
        'broker/parts',
        `decision p50: broker / (${hopsToDecision} hops + ${commitsToDecision} commits)`,
        ...([ratios(decision('broker'), parts), 1.5] as const),
      ),
      figure(
        ...(['broker-tail', 'decision of broker: p99 / p50'] as const),
        ...([ratios(tail('broker'), decision('broker')), 6] as const),
      ),
      figure('broker-answer', 'answer p50: broker', answer('broker'), 6, 'ms'),
    ];
  });
}
