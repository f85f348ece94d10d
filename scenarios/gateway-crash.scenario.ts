// The gateway dies between two steps of an order.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  honest,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'The gateway crashes',
  question:
    'The gateway is killed after it stored an order and before it told anybody, and again between tickets and billing: what is left of those orders?',
  hypothesis:
    'What lives only in the memory of a process dies with it. The plain chain leaves orders pending with their seats held, and so does plain messaging: row and message were two writes. An outbox makes them one.',
  contenders: ['rest', 'rest-hardened', 'rest-outbox', 'broker-plain', 'broker'],
  arrivals: usualArrivals,
  // A killed consumer is away until its session expires (6 s): each half of the window leaves time for that.
  phases: { ...usualPhases, faultMs: 24_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 16_000, recoveryMs: 4_000 },
  patienceMs: usualPatienceMs,
  faults: [
    { kind: 'crash', target: 'gateway', at: 'accepted', times: 2, during: [0, 0.5] },
    { kind: 'crash', target: 'gateway', at: 'reserved', times: 1, during: [0.5, 1] },
  ],
  expectations: [
    classified,
    counts('rest', 'lostOrders.silent', '>', 'Leaves orders without an end'),
    ...honest('rest-hardened'),
    ...honest('rest-outbox'),
    counts('broker-plain', 'lostOrders.silent', '>', 'Loses orders silently'),
    ...honest('broker'),
  ],
  teaching: {
    predict:
      'A row is committed and its message is not sent yet; then the power goes. Who finds out, and when?',
    observe: 'Stuck orders of broker-plain and rest; refused orders while the gateway is away.',
    why: 'Two writes to two systems are not one write. The outbox keeps the message in the same transaction as the row.',
    misleads:
      'Few orders are hit by a crash, so small counts decide here. One order charged for nothing is one too many.',
  },
});
