// Two services fail a little, and the chain fails more.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  honest,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Two flaky services',
  question:
    'The ticket and the billing service both answer 503 to a tenth of all calls: how reliable is the chain?',
  hypothesis:
    'A chain is as available as the product of its parts: (1 − p)². Retries raise each factor to 1 − p³.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [
    { kind: 'unavailable', target: 'ticket', rate: 0.1, point: 'before', retryAfterS: 0 },
    { kind: 'unavailable', target: 'billing', rate: 0.1, point: 'before', retryAfterS: 0 },
  ],
  expectations: [classified, losesSome('rest'), ...honest('rest-hardened'), losesNone('broker')],
  teaching: {
    predict: 'Each of two services fails one call in ten. Which share of the orders fails?',
    observe: 'Predicted and measured loss: N × (1 − (1 − p)²).',
    why: 'Every synchronous hop multiplies its own failures in. A message that fails is tried again, so the product never forms.',
    misleads: 'Independence is an assumption: services that share a database fail together.',
  },
});
