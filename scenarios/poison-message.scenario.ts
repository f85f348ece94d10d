// Messages that nobody can read.
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
  title: 'A poison message',
  question:
    'Unreadable records turn up among the messages for billing: does one bad message stop the others?',
  hypothesis:
    'Without a dead-letter topic a consumer that never skips stands still for ever. With one, the bad record is put aside and the others go on. REST answers a bad request with 400 and forgets it.',
  contenders: ['rest', 'broker-inbox', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'poison', target: 'billing', count: 20, during: [0, 0.5] }],
  expectations: [
    classified,
    losesNone('rest'),
    counts('broker-inbox', 'lostOrders.silent', '>', 'Stands still behind the bad record'),
    losesNone('broker'),
  ],
  teaching: {
    predict: 'One record cannot be parsed. What happens to the ten thousand behind it?',
    observe: 'Stuck orders of broker-inbox, and the committed offsets that no longer move.',
    why: 'A log is read in order. Whoever may not skip and cannot handle a record has to stop.',
    misleads:
      'Putting records aside is only half of it: somebody has to read the dead-letter topic.',
  },
});
