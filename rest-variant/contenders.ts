// The ladder as contenders, and the way from a profile's name to its policy.
import type { Contender } from '../shared/variant.ts';
import { plantedProfiles } from './planted.ts';
import { restPolicyTable, restProfiles, type RestPolicy } from './policy.ts';

const policies: Record<string, RestPolicy> = { ...restProfiles, ...plantedProfiles };

/** Names of all profiles. */
export const profileNames = Object.keys(policies);

/** The policy of a profile, planted ones included; undefined when there is none of that name. */
export function policyOf(profile: string): RestPolicy | undefined {
  return policies[profile];
}

const rung = (name: string, profile: keyof typeof restProfiles, title: string): Contender => ({
  name,
  profile,
  title,
  policy: restPolicyTable(restProfiles[profile]),
});

/** The contenders, from the barest one to the last rung. */
export const restContenders: Contender[] = [
  rung('rest-bare', 'bare', 'The synchronous chain without any deadline: calls wait for ever'),
  rung(
    'rest',
    'plain',
    'The synchronous chain as most people first write it: a deadline, nothing else',
  ),
  rung('rest-retry', 'retry', '+ retries with backoff and jitter, each a new effect'),
  rung('rest-key', 'key', '+ idempotency keys: a charge that is repeated is one charge'),
  rung('rest-breaker', 'breaker', '+ a circuit breaker per service'),
  rung(
    'rest-hardened',
    'hardened',
    'The chain with retries, idempotency keys, circuit breaker and durable compensation',
  ),
  rung(
    'rest-outbox',
    'outbox',
    '+ a durable store in front: 202 at once, a worker drives the chain until it succeeds',
  ),
];
