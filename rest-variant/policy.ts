// Every number of the REST profiles, each with its reason. A profile is data, never a fork of the code.
import type { PolicyTable } from '../shared/variant.ts';

/** What may differ between REST profiles. */
export type RestPolicy = {
  /** The gateway answers 504 after this long, whatever is still under way. Below the client's 8 s. */
  requestDeadlineMs: number;
  /** Longest wait for one attempt of one call. */
  attemptTimeoutMs: number;
  /** Attempts per call, the first included; 1 = no retry. */
  attempts: number;
  /** First backoff; doubles with decorrelated jitter. */
  backoffInitialMs: number;
  backoffMaxMs: number;
  /** Wait at least as long as a 503 asks for. */
  honourRetryAfter: boolean;
  /** Send `Idempotency-Key`, so that a repeated charge is one charge. */
  idempotencyKeys: boolean;
  /** Circuit breaker per downstream service; null = none. */
  breaker: {
    /** Share of failures that opens it. */
    failureShare: number;
    /** Window the share is taken over. */
    samplingMs: number;
    /** Below this rate of calls it never opens. */
    minimumPerSecond: number;
    /** First trial call after opening. */
    halfOpenAfterMs: number;
  } | null;
  /** `durable`: what a failed order owes (void, release, mail) is kept in its row and retried until done. */
  compensation: 'none' | 'durable';
  /** First and longest wait between two tries of durable compensation. */
  compensationRetryInitialMs: number;
  compensationRetryMaxMs: number;
};

/** The profiles by name. */
export const restProfiles = {
  /** The article's chain as most people first write it: a request deadline, nothing else. */
  plain: {
    requestDeadlineMs: 5_000,
    attemptTimeoutMs: 5_000,
    attempts: 1,
    backoffInitialMs: 0,
    backoffMaxMs: 0,
    honourRetryAfter: false,
    idempotencyKeys: false,
    breaker: null,
    compensation: 'none',
    compensationRetryInitialMs: 0,
    compensationRetryMaxMs: 0,
  },
  /** What a careful team adds. Retries only here, at the one hop next to the fault. */
  hardened: {
    requestDeadlineMs: 5_000,
    // Healthy calls take milliseconds; three attempts and their waits must fit into the deadline.
    attemptTimeoutMs: 1_000,
    attempts: 3,
    backoffInitialMs: 100,
    backoffMaxMs: 1_000,
    honourRetryAfter: true,
    idempotencyKeys: true,
    breaker: { failureShare: 0.5, samplingMs: 5_000, minimumPerSecond: 5, halfOpenAfterMs: 1_000 },
    compensation: 'durable',
    compensationRetryInitialMs: 250,
    compensationRetryMaxMs: 1_000,
  },
} as const satisfies Record<string, RestPolicy>;

/** Flat view of a policy for the report. */
export function restPolicyTable(policy: RestPolicy): PolicyTable {
  const { breaker, ...rest } = policy;
  return {
    ...rest,
    breakerFailureShare: breaker?.failureShare ?? null,
    breakerSamplingMs: breaker?.samplingMs ?? null,
    breakerMinimumPerSecond: breaker?.minimumPerSecond ?? null,
    breakerHalfOpenAfterMs: breaker?.halfOpenAfterMs ?? null,
    outbox: false,
    inbox: false,
  };
}
