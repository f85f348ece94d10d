// A short outage, and retries that never let it end.
import { defineScenario } from './engine/scenario.ts';
import { classified, counts, losesNone, usualArrivals, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Retry storm',
  question:
    'Billing has capacity for the load but not for its retries: does the system recover when a short outage is over?',
  hypothesis:
    'Retries without a breaker keep the queue full of work whose callers have gone (a metastable failure). The breaker lets the queue empty. The broker does not retry what is still waiting.',
  contenders: ['rest-key', 'rest-breaker', 'broker'],
  arrivals: usualArrivals,
  phases: { warmUpMs: 1_000, steadyMs: 5_000, faultMs: 4_000, recoveryMs: 20_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 3_000, recoveryMs: 9_000 },
  patienceMs: usualPatienceMs,
  conditions: [{ kind: 'capacity', target: 'billing', slots: 2, queue: 200, serviceMs: 30 }],
  faults: [{ kind: 'pause', target: 'billing' }],
  expectations: [
    classified,
    counts('rest-key', 'lostAtTheEnd', '>', 'Still loses orders when the run ends'),
    counts('rest-breaker', 'lostAtTheEnd', '=', 'Has stopped losing orders when the run ends'),
    losesNone('broker'),
  ],
  teaching: {
    predict: 'The outage lasts a few seconds. How long does its effect last?',
    observe: 'Lost orders per second after the fault window; charge attempts per order.',
    why: 'Three attempts an order are 150 calls a second for a service that manages 66: the trigger is gone, the overload feeds itself.',
    misleads:
      'Whether it recovers depends on the load. Lower the rate (--rate 15) and it does: that is what makes it hard to find in tests.',
  },
});
