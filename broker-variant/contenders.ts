// The ladder as contenders, and the way from a profile's name to its policy.
import type { Contender } from '../shared/variant.ts';
import { plantedProfiles } from './planted.ts';
import { brokerPolicyTable, brokerProfiles, type BrokerPolicy } from './policy.ts';

const policies: Record<string, BrokerPolicy> = { ...brokerProfiles, ...plantedProfiles };

/** Names of all profiles. */
export const profileNames = Object.keys(policies);

/** The policy of a profile, planted ones included; undefined when there is none of that name. */
export function policyOf(profile: string): BrokerPolicy | undefined {
  return policies[profile];
}

const rung = (name: string, profile: keyof typeof brokerProfiles, title: string): Contender => ({
  name,
  profile,
  title,
  policy: brokerPolicyTable(brokerProfiles[profile]),
});

/** The contenders, from the plain one to the last rung. */
export const brokerContenders: Contender[] = [
  rung(
    'broker-plain',
    'plain',
    'Kafka topics as most people first write it: dual write, auto-commit, no dedup',
  ),
  rung(
    'broker-commit-after',
    'commit-after',
    '+ offsets committed after the effect, failed messages delivered again',
  ),
  rung('broker-outbox', 'outbox', '+ transactional outbox'),
  rung('broker-inbox', 'inbox', '+ inbox: a message delivered twice has one effect'),
  rung(
    'broker',
    'broker',
    'Kafka topics with outbox, inbox, commit after the effect, retries and dead letters',
  ),
  rung('broker-timeout', 'timeout', '+ orders that stand still are given up and taken back'),
];
