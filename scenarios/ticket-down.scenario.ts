// The ticket process is killed and comes back.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  honest,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'The Ticket Service is down',
  question: 'The first service of the flow is gone for a while: what becomes of the orders?',
  hypothesis:
    'The plain chain refuses everybody, but holds and charges nothing: failing first is failing cleanly. The broker loses none.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'kill', target: 'ticket' }],
  expectations: [
    classified,
    losesSome('rest'),
    counts('rest', 'lostOrders.harm', '=', 'Harms nobody'),
    ...honest('rest-hardened'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'Compare with billing-down before you run it: what is different when the first service fails and not the second?',
    observe: 'The split of the lost orders: refused, not leaked.',
    why: 'Nothing had happened yet when the first call failed, so there is nothing to take back.',
    misleads:
      'The order of the steps is a design decision: do what can fail and is cheap to undo first.',
  },
});
