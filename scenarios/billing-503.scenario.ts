// The article's question: billing answers 503 for a while.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Billing answers 503',
  question: 'Billing refuses a share of charges with 503 for a while: what becomes of the orders?',
  hypothesis:
    'The plain chain loses exactly that share. With n attempts pⁿ remains, until the breaker opens. The broker tries again until billing agrees.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'unavailable', target: 'billing', rate: 0.3, point: 'before', retryAfterS: 1 }],
  expectations: [
    classified,
    losesSome('rest'),
    counts('*', 'outcomes.double-charge', '=', 'Charges nobody twice'),
    counts('rest-hardened', 'lostOrders.silent', '=', 'Loses nothing silently'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'Billing fails 30 % of all attempts. Which share of the orders does each contender lose, with one attempt and with three?',
    observe: 'Predictions beside measurements: N × p, N × p³, and the charge attempts per order.',
    why: 'Independent failures multiply: three attempts fail together with p³ = 2.7 %. A message that fails is simply tried again later.',
    misleads:
      'Real errors are rarely independent: an overloaded service fails all three attempts. See billing-overload and retry-storm.',
  },
});
