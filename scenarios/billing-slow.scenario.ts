// Billing works, but takes its time.
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
  title: 'Billing is slow',
  question: 'Every charge takes two seconds longer for a while: who notices?',
  hypothesis:
    'The plain chain makes its users wait and loses nobody. The hardened chain gives up after one second an attempt and so turns slowness into an outage. The broker answers as fast as ever and decides later.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'latency', target: 'billing', rate: 1, point: 'before', ms: 2_000 }],
  expectations: [
    classified,
    losesNone('rest'),
    losesSome('rest-hardened'),
    ...honest('rest-hardened'),
    losesNone('broker'),
  ],
  teaching: {
    predict: 'Two seconds more per charge. Does hardening help?',
    observe: 'Answer and decision latency of each contender, and the breaker of rest-hardened.',
    why: 'A time-out below the time a healthy call takes makes every call a failure; the breaker then refuses the rest.',
    misleads:
      'This is no case against time-outs: without one, a hang takes the gateway with it (billing-hang). It is a case for choosing them from measurements.',
  },
});
