// Retry waits and circuit breaker of one peer, built from the policy by cockatiel.
import {
  circuitBreaker,
  CircuitBreakerPolicy,
  CircuitState,
  DelegateBackoff,
  ExponentialBackoff,
  handleType,
  noop,
  SamplingBreaker,
  type IBackoff,
  type IPolicy,
  type IRetryBackoffContext,
} from 'cockatiel';
import type { RestPolicy } from './policy.ts';

/** A failed attempt that another one might mend. */
export class TransientCallError extends Error {
  /** What the gateway would answer to its user. */
  readonly status: 503 | 504;
  /** The other side may have done what was asked. */
  readonly effectPossible: boolean;
  /** How long the other side asked to be left alone, in ms; 0 when it did not. */
  readonly retryAfterMs: number;
  /** In a word, for the trace. */
  readonly outcome: string;
  constructor(
    message: string,
    facts: Pick<TransientCallError, 'status' | 'effectPossible' | 'retryAfterMs' | 'outcome'>,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = facts.status;
    this.effectPossible = facts.effectPossible;
    this.retryAfterMs = facts.retryAfterMs;
    this.outcome = facts.outcome;
  }
}

/** The breaker of one peer; passes everything through when the policy has none. */
export function breakerOf({ breaker }: RestPolicy): IPolicy {
  if (!breaker) return noop;
  return circuitBreaker(handleType(TransientCallError), {
    halfOpenAfter: breaker.halfOpenAfterMs,
    breaker: new SamplingBreaker({
      threshold: breaker.failureShare,
      duration: breaker.samplingMs,
      minimumRps: breaker.minimumPerSecond,
    }),
  });
}

/** The breaker's state in the words of the report. */
export function stateOf(breaker: IPolicy): 'closed' | 'half-open' | 'open' | 'none' {
  if (!(breaker instanceof CircuitBreakerPolicy)) return 'none';
  if (breaker.state === CircuitState.Closed) return 'closed';
  return breaker.state === CircuitState.HalfOpen ? 'half-open' : 'open';
}

/** Exponential with decorrelated jitter, and never sooner than `Retry-After` asks. */
export function backoffOf(policy: RestPolicy) {
  const start = new ExponentialBackoff<IRetryBackoffContext<unknown>>({
    initialDelay: policy.backoffInitialMs,
    maxDelay: policy.backoffMaxMs,
  });
  return new DelegateBackoff<
    IRetryBackoffContext<unknown>,
    IBackoff<IRetryBackoffContext<unknown>>
  >((context, previous) => {
    const step = (previous ?? start).next(context);
    const error = 'error' in context.result ? context.result.error : undefined;
    const retryAfterMs = error instanceof TransientCallError ? error.retryAfterMs : 0;
    return { delay: Math.max(step.duration, retryAfterMs), state: step };
  });
}
