// The instances of one service as their caller sees them: taken in turn, and one that is away passed over.
import { CircuitBreakerPolicy, type IPolicy } from 'cockatiel';
import type { RestPolicy } from './policy.ts';
import { breakerOf, stateOf } from './resilience.ts';

/** One process of a service. */
export type Instance<Client> = {
  client: Client;
  breaker: IPolicy;
  /** Leaves it out of the turn for so long, unless there is no other. */
  passOver(forMs: number): void;
};

/** All processes of a service. */
export type Instances<Client> = {
  /** Whom to ask, the first first; never empty. One that is away is among them only when all are. */
  inTurn(): Instance<Client>[];
  /** The worst there is: one open breaker among several is worth knowing. */
  breakerState(): ReturnType<typeof stateOf>;
};

/**
 * Shares the calls of a service out among its instances. The breaker is one per instance: of two instances one
 * that hangs is half of all calls, which is where the breaker of a whole service would refuse the other half, too.
 */
export function createInstances<Client>(
  clients: readonly Client[],
  policy: RestPolicy,
  now: () => number,
): Instances<Client> {
  const members = clients.map((client) => {
    const breaker = breakerOf(policy);
    let awayUntilMs = 0;
    const passOver = (forMs: number) => {
      awayUntilMs = Math.max(awayUntilMs, now() + forMs);
    };
    // Open for so long; the call after that is its trial.
    if (breaker instanceof CircuitBreakerPolicy)
      breaker.onBreak(() => passOver(policy.breaker?.halfOpenAfterMs ?? 0));
    const isAway = () => awayUntilMs > now() || stateOf(breaker) === 'half-open';
    return { client, breaker, passOver, isAway };
  });
  let turn = 0;
  return {
    inTurn: () => {
      const first = turn++ % members.length;
      const ordered = [...members.slice(first), ...members.slice(0, first)];
      const present = ordered.filter((member) => !member.isAway());
      return present.length > 0 ? present : ordered;
    },
    breakerState: () => {
      const states = members.map(({ breaker }) => stateOf(breaker));
      return (['open', 'half-open', 'closed'] as const).find((s) => states.includes(s)) ?? 'none';
    },
  };
}
