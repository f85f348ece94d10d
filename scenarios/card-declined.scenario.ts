// Some cards are declined.
import { defineScenario } from './engine/scenario.ts';
import { classified, counts, losesNone, usualArrivals, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Declined cards',
  question: 'A fifth of the cards is declined by the network: are the seats given back?',
  hypothesis:
    'Every contender rejects those orders and releases their seats: a business answer is not a failure, and needs no retry.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: { warmUpMs: 1_000, steadyMs: 15_000, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 500, steadyMs: 6_000, faultMs: 0, recoveryMs: 0 },
  patienceMs: usualPatienceMs,
  declinedShare: 0.2,
  faults: [],
  expectations: [
    classified,
    losesNone('*'),
    counts('*', 'outcomes.rejected', '>', 'Rejects declined cards'),
    counts('*', 'lostOrders.leak', '=', 'Keeps no seat of a declined order'),
    counts('*', 'flags.compensated', '>', 'Gives seats back'),
  ],
  teaching: {
    predict: 'Is a declined card an error? What should a retry policy do with it?',
    observe: 'Rejected orders and released seats; charge attempts stay at one per order.',
    why: 'Expected outcomes are data: they travel as answers and events, not as exceptions and 5xx.',
    misleads:
      'Compensation is easy while everybody is healthy. See what happens to it in billing-down.',
  },
});
