// What most scenarios have in common, so that a scenario file says only what is its own.
import type { Arrivals, ExpectationRule, Phases } from './scenario.ts';

/** Fifty orders a second, at random instants. */
export const usualArrivals: Arrivals = { process: 'poisson', ratePerSecond: 50 };

export const usualPhases: Phases = {
  warmUpMs: 2_000,
  steadyMs: 5_000,
  faultMs: 10_000,
  recoveryMs: 8_000,
};

export const usualQuickPhases: Phases = {
  warmUpMs: 500,
  steadyMs: 2_000,
  faultMs: 3_000,
  recoveryMs: 4_000,
};

/** How long a user cares, in ms. */
export const usualPatienceMs = 30_000;

/** Every order has a verdict: true of every contender in every scenario. */
export const classified: ExpectationRule = {
  id: 'classified',
  title: 'Every order gets a verdict',
  contender: '*',
  path: 'outcomes.unclassified',
  is: '=',
  than: 0,
};

/** The contender loses no order at all. */
export function losesNone(contender: string): ExpectationRule {
  return {
    id: `${contender}-loses-none`,
    title: 'Loses no order',
    ...{ contender, path: 'lostOrders.total', is: '=', than: 0 },
  };
}

/** The contender loses orders: the fault was real. */
export function losesSome(contender: string): ExpectationRule {
  return {
    id: `${contender}-loses`,
    title: 'Loses orders',
    ...{ contender, path: 'lostOrders.total', is: '>', than: 0 },
  };
}

/** Whatever the contender loses, it says no, holds nothing and charges nothing. */
export function honest(contender: string): ExpectationRule[] {
  return (['silent', 'leak', 'harm'] as const).map((part) => ({
    id: `${contender}-no-${part}`,
    title: {
      silent: 'Loses nothing silently',
      leak: 'Gives every seat back',
      harm: 'Harms nobody',
    }[part],
    ...{ contender, path: `lostOrders.${part}`, is: '=', than: 0 },
  }));
}

/** A count that must be zero, or must not be. */
export function counts(
  contender: string,
  path: string,
  is: '=' | '>',
  title: string,
): ExpectationRule {
  return { id: `${contender}-${path}`, title, contender, path, is, than: 0 };
}

/** Each contender settles at least a share of what so many instances of a service could. */
export function settlesOfIdeal(
  contenders: string[],
  sizes: number[],
  perInstance: number,
  share: number,
): ExpectationRule[] {
  return contenders.flatMap((name) =>
    sizes.map((n) => ({
      id: `${name}-${n}-near-ideal`,
      title: `Settles ${Math.round(share * 100)} % of the ideal ${n * perInstance} orders a second`,
      contender: `${name} ×${n}`,
      ...{ path: 'throughputPerSecond', is: '>=' as const, than: share * n * perInstance },
    })),
  );
}
