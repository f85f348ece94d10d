// Every number of the REST profiles, each with its reason. A profile is data, never a fork of the code.
import type { PolicyTable } from '../shared/variant.ts';

/** What may differ between REST profiles. */
export type RestPolicy = {
  /**
   * Calls of one request have this long in all, then the gateway answers 504; below the client's 8 s. What the
   * database takes comes on top. Work that nobody waits for is paced by it too, one step at a time. null: it waits for as long as it takes.
   */
  requestDeadlineMs: number | null;
  /** Longest wait for one attempt of one call; null = what is left of the deadline. */
  attemptTimeoutMs: number | null;
  /** Attempts per call, the first included; 1 = no retry. */
  attempts: number;
  /** First backoff; doubles with decorrelated jitter. */
  backoffInitialMs: number;
  backoffMaxMs: number;
  /** Wait at least as long as a 503 asks for. */
  honourRetryAfter: boolean;
  /** `per-order`: a repeated charge is one charge. `none`: each is a new one. The third is a defect (planted.ts). */
  idempotencyKeys: 'none' | 'per-order' | 'per-attempt';
  /**
   * An instance that refuses a connection has been sent nothing, so the next one is asked at once. It is passed
   * over for this long, unless there is no other.
   */
  refusedForMs: number;
  /** Circuit breaker per instance of a downstream service; null = none. */
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
  /** First and longest wait between two tries of what a row says is owed. */
  compensationRetryInitialMs: number;
  compensationRetryMaxMs: number;
  /**
   * `decide-first`: the user waits while the chain runs. `store-first`: the user gets 202 once the order is
   * stored; a worker drives the chain until it is decided, and never gives up for a technical reason.
   */
  acceptance: 'decide-first' | 'store-first';
  /** The order of the steps; `charge-first` is a defect on purpose (planted.ts). */
  plan: 'reserve-first' | 'charge-first';
  /** `owed`: the row says so until the mail is out. `fired-once` is a defect on purpose (planted.ts). */
  mail: 'owed' | 'fired-once';
  /** How free seats are found and taken; `check-then-set` is a defect on purpose (planted.ts). */
  seatCheck: 'locked' | 'check-then-set';
};

const bare: RestPolicy = {
  requestDeadlineMs: null,
  attemptTimeoutMs: null,
  attempts: 1,
  backoffInitialMs: 0,
  backoffMaxMs: 0,
  honourRetryAfter: false,
  idempotencyKeys: 'none',
  // What any balancer does, so it is no rung of the ladder: as often as such a balancer looks.
  refusedForMs: 1_000,
  breaker: null,
  compensation: 'none',
  compensationRetryInitialMs: 0,
  compensationRetryMaxMs: 0,
  acceptance: 'decide-first',
  plan: 'reserve-first',
  mail: 'owed',
  seatCheck: 'locked',
};

/** The article's chain as most people first write it: a request deadline, nothing else. */
const plain: RestPolicy = { ...bare, requestDeadlineMs: 5_000 };

/** Retries at this one hop next to the fault; at two hops they multiply (DESIGN §12). */
const retry: RestPolicy = {
  ...plain,
  // Healthy calls take milliseconds; three attempts and their waits must fit into the deadline.
  attemptTimeoutMs: 1_000,
  attempts: 3,
  backoffInitialMs: 100,
  backoffMaxMs: 1_000,
  honourRetryAfter: true,
};

const key: RestPolicy = { ...retry, idempotencyKeys: 'per-order' };

const breaker: RestPolicy = {
  ...key,
  breaker: { failureShare: 0.5, samplingMs: 5_000, minimumPerSecond: 5, halfOpenAfterMs: 1_000 },
};

/** What a careful team arrives at. */
const hardened: RestPolicy = {
  ...breaker,
  compensation: 'durable',
  compensationRetryInitialMs: 250,
  compensationRetryMaxMs: 1_000,
};

/** Store-and-forward over HTTP: what is owed to the durable store, without Kafka. */
const outbox: RestPolicy = { ...hardened, acceptance: 'store-first' };

/** The ladder: each profile adds one thing to the one before. */
export const restProfiles = {
  bare,
  plain,
  retry,
  key,
  breaker,
  hardened,
  outbox,
} as const satisfies Record<string, RestPolicy>;

/** The instant at which what starts now must be over; infinite when the policy has no deadline. */
export function deadlineFrom(nowMs: number, { requestDeadlineMs }: RestPolicy): number {
  return requestDeadlineMs === null ? Number.POSITIVE_INFINITY : nowMs + requestDeadlineMs;
}

/** Flat view of a policy for the report. */
export function restPolicyTable(policy: RestPolicy): PolicyTable {
  const { breaker: circuit, ...rest } = policy;
  return {
    ...rest,
    breakerFailureShare: circuit?.failureShare ?? null,
    breakerSamplingMs: circuit?.samplingMs ?? null,
    breakerMinimumPerSecond: circuit?.minimumPerSecond ?? null,
    breakerHalfOpenAfterMs: circuit?.halfOpenAfterMs ?? null,
    outbox: false,
    inbox: false,
    // An order that was accepted is still known, and still on its way, after a crash.
    durableStore: policy.acceptance === 'store-first',
  };
}
