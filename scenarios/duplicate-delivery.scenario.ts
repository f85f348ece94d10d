// Billing dies after its work and before it says so.
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
  title: 'Delivered twice',
  question:
    'Billing is killed after the charge and before anybody knows of it, so its work is delivered again: who is charged twice?',
  hypothesis:
    'At-least-once means that it will happen. Without an inbox and without a key the second delivery is a second charge. The plain chain does not ask twice: it keeps the money and says no.',
  contenders: ['rest', 'rest-hardened', 'broker-outbox', 'broker'],
  arrivals: usualArrivals,
  // A killed consumer is away until its session expires (6 s): the window leaves time for that, twice.
  phases: { ...usualPhases, faultMs: 20_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 16_000, recoveryMs: 4_000 },
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'crash', target: 'billing', at: 'effect-done', times: 2 }],
  expectations: [
    classified,
    counts('rest', 'lostOrders.harm', '>', 'Charges people it has refused'),
    ...honest('rest-hardened'),
    counts('broker-outbox', 'outcomes.double-charge', '>', 'Charges people twice'),
    losesNone('broker'),
  ],
  teaching: {
    predict:
      'The consumer dies with a batch in its hands. What has been done, and what is done again?',
    observe: 'Redeliveries absorbed; double charges of broker-outbox.',
    why: 'Offsets are committed after the effect, so a crash in between repeats it. The inbox remembers in the same transaction.',
    misleads: '“Exactly once” is at-least-once with an effect that can be repeated.',
  },
});
