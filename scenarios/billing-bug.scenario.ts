// A bug in billing fails some orders for good.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  honest,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'A bug in billing',
  question:
    'Billing answers 500 to some charges and will never do otherwise: how do those orders end?',
  hypothesis:
    'Trying again does not help. The chain says no. The broker puts the message aside and its order stays pending with its seats held, until somebody gives it up: timeout compensation does.',
  contenders: ['rest', 'rest-hardened', 'broker', 'broker-timeout'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'error', target: 'billing', rate: 0.05, point: 'before' }],
  expectations: [
    classified,
    losesSome('rest'),
    counts('rest-hardened', 'lostOrders.refused', '>', 'Refuses the orders that hit the bug'),
    ...honest('rest-hardened'),
    counts('broker', 'outcomes.dead-lettered', '>', 'Leaves orders in the dead-letter topic'),
    ...honest('broker-timeout'),
  ],
  teaching: {
    predict: 'Retries cure what is temporary. What cures a bug?',
    observe:
      'Refused orders of rest-hardened, whatever it retries. Dead-lettered orders of broker; the same orders, refused and released, of broker-timeout.',
    why: 'An order that nobody can finish has to be finished by somebody: give it up, release the seats, tell the user.',
    misleads:
      'A dead letter is recoverable: after the fix it can be replayed. An order that was given up is a lost sale.',
  },
});
