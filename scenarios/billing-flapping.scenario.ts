// Billing comes and goes.
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
  title: 'Billing flaps',
  question:
    'Billing answers 503 to everything, then recovers, again and again: does the breaker help or hurt?',
  hypothesis:
    'The breaker stays open for up to a second after every recovery, and so loses more than the outages themselves. The broker rides through.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [
    {
      kind: 'unavailable',
      target: 'billing',
      rate: 1,
      point: 'before',
      retryAfterS: 0,
      during: [0, 0.15],
    },
    {
      kind: 'unavailable',
      target: 'billing',
      rate: 1,
      point: 'before',
      retryAfterS: 0,
      during: [0.25, 0.4],
    },
    {
      kind: 'unavailable',
      target: 'billing',
      rate: 1,
      point: 'before',
      retryAfterS: 0,
      during: [0.5, 0.65],
    },
    {
      kind: 'unavailable',
      target: 'billing',
      rate: 1,
      point: 'before',
      retryAfterS: 0,
      during: [0.75, 0.9],
    },
  ],
  expectations: [classified, losesSome('rest'), ...honest('rest-hardened'), losesNone('broker')],
  teaching: {
    predict:
      'Four short outages. Does a circuit breaker lose more orders or fewer than the plain chain?',
    observe: 'The strips of lost orders per second, and the breaker in the backlog section.',
    why: 'Retries bridge the edge of an outage; an open breaker makes the outage longer. Which one wins depends on how long outages last.',
    misleads: 'A breaker is there to protect the callee, not to save orders.',
  },
});
