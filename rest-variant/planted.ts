// Defects on purpose, each seen in the wild, for the checker to find. Their repaired twin is `rest-hardened`.
import type { Contender } from '../shared/variant.ts';
import { restPolicyTable, restProfiles, type RestPolicy } from './policy.ts';

const { hardened } = restProfiles;

/** The defective profiles by name: the hardened one with one thing wrong. */
export const plantedProfiles = {
  /** square-mcp-server #31: the key is made where the request is sent, so that each retry charges anew. */
  'planted-new-key-per-retry': { ...hardened, idempotencyKeys: 'per-attempt' },
  /** Online Boutique, PlaceOrder: the card is charged first, and nobody refunds it when the next step fails. */
  'planted-charge-before-reserve': { ...hardened, plan: 'charge-first' },
  /** DeathStarBench, hotel reservation: capacity is read, compared, and only then is the booking written. */
  'planted-check-then-set': { ...hardened, seatCheck: 'check-then-set' },
  /** Online Boutique, PlaceOrder again: a mail that fails is a line in the log of an order that is done. */
  'planted-swallowed-mail': { ...hardened, mail: 'fired-once' },
} as const satisfies Record<string, RestPolicy>;

const titles: Record<keyof typeof plantedProfiles, string> = {
  'planted-new-key-per-retry': 'Defect: each retry of a charge carries a new idempotency key',
  'planted-charge-before-reserve':
    'Defect: the card is charged before the seats, and never refunded',
  'planted-check-then-set': 'Defect: free seats are checked and taken in two steps, without a lock',
  'planted-swallowed-mail': 'Defect: the mail is sent once, and its failure is swallowed',
};

/** The defective contenders. */
export const plantedContenders: Contender[] = Object.entries(plantedProfiles).map(
  ([profile, policy]) => ({
    name: profile,
    profile,
    title: titleOf(profile),
    policy: restPolicyTable(policy),
  }),
);

function titleOf(profile: string): string {
  const titled: Record<string, string> = titles;
  return titled[profile] ?? profile;
}
