// Billing stops answering without closing a connection.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  honest,
  losesNone,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Billing hangs',
  question:
    'The billing process stands still (SIGSTOP) while its connections stay open: what becomes of the orders?',
  hypothesis:
    'Calls hang until somebody loses patience. The plain chain tells its users no after five seconds, and billing charges them all the same when it wakes up. The hardened chain voids those charges. Whoever stored the order first loses nothing.',
  contenders: ['rest', 'rest-hardened', 'rest-outbox', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 10_000, recoveryMs: 4_000 },
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'pause', target: 'billing' }],
  expectations: [
    classified,
    counts('rest', 'lostOrders.harm', '>', 'Charges people it has refused'),
    ...honest('rest-hardened'),
    losesNone('rest-outbox'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'Nobody closes a connection and nobody answers. Who pays for a ticket that they do not get?',
    observe: 'Ghost charges of rest, voids (compensated) of rest-hardened.',
    why: 'A time-out does not undo a request: it lies in a socket buffer and is worked off when the process wakes up.',
    misleads:
      'A hang is not a crash: health checks that only open a connection stay green all the while.',
  },
});
