// The answer is lost after the card was charged.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  losesNone,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Charged, then 503',
  question: 'Billing charges the card and then answers 503: who pays, and how often?',
  hypothesis:
    'Without a key the plain chain keeps the money of an order it refused, and a retry charges a second time; so does a message that is delivered again. With an idempotency key, or an inbox, the second attempt finds the first charge.',
  contenders: ['rest', 'rest-retry', 'rest-hardened', 'broker-outbox', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'unavailable', target: 'billing', rate: 0.3, point: 'after', retryAfterS: 0 }],
  expectations: [
    classified,
    counts('rest', 'outcomes.ghost-charge', '>', 'Charges people it has refused'),
    counts('rest-retry', 'outcomes.double-charge', '>', 'Charges people twice'),
    counts('rest-hardened', 'lostOrders.harm', '=', 'Harms nobody'),
    counts('broker-outbox', 'outcomes.double-charge', '>', 'Charges people twice'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'The charge succeeded and its answer was lost. What does each contender believe, and what does the customer pay?',
    observe:
      'Ghost and double charges, and the card network’s entries of one order among the examples.',
    why: 'A failure of the answer is not a failure of the effect. Only a key that names the effect lets the second attempt find the first.',
    misleads:
      'A key must be the same for every attempt of one order: a new key for each retry is no key (see npm run gallery).',
  },
});
