// The article's case: more orders than billing can serve.
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
  title: 'Billing is overloaded',
  question:
    'For a while billing serves only half of what arrives and answers 503 to the rest: what becomes of the orders?',
  hypothesis:
    'The plain chain loses what exceeds the capacity. Retries add load to an overloaded service. The broker lets the surplus wait in the topic.',
  contenders: ['rest', 'rest-hardened', 'rest-outbox', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'capacity', target: 'billing', slots: 1, queue: 20, serviceMs: 40 }],
  expectations: [
    classified,
    losesSome('rest'),
    ...honest('rest-hardened'),
    losesNone('rest-outbox'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'Fifty orders a second meet a billing that serves twenty-five. How many are lost, and how long is the queue?',
    observe:
      'Lost orders of rest beside (λ − μ) × T − queue; the backlog of the broker beside (λ − μ) × T.',
    why: 'A 503 is a queue that is full. A topic is a queue that is not.',
    misleads:
      'An endless queue is no cure for a capacity that is too small for good: then every order is late.',
  },
});
