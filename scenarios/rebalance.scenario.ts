// Instances of billing come and go under load: who notices?
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  honest,
  losesNone,
  usualArrivals,
  usualPatienceMs,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Billing instances come and go',
  question:
    'Two billings share the work. A third joins and leaves, one is stopped for a deployment, one is killed: what do orders notice?',
  hypothesis:
    'Over topics every change makes the group share its partitions out anew: a short pause, and some messages again, which the inbox absorbs. The killed instance’s partitions stand still until its session has ended. The chain goes on to the next instance at once, and what the killed one had in hand fails.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  instances: { billing: 2 },
  arrivals: usualArrivals,
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 40_000, recoveryMs: 6_000 },
  quickPhases: { warmUpMs: 1_000, steadyMs: 2_000, faultMs: 30_000, recoveryMs: 4_000 },
  patienceMs: usualPatienceMs,
  faults: [
    { kind: 'instance-joins', target: 'billing', during: [0, 0.25] },
    { kind: 'instance-leaves', target: 'billing-2', during: [0.4, 0.55] },
    { kind: 'kill', target: 'billing-2', during: [0.7, 1] },
  ],
  expectations: [
    classified,
    ...honest('rest-hardened'),
    losesNone('broker'),
    counts('broker', 'outcomes.double-charge', '=', 'Absorbs what comes twice'),
  ],
  teaching: {
    predict:
      'Of three ways to change the number of instances, which one do orders notice most, in each style, and for how long?',
    observe:
      'The faults as measured: beside each the longest wait of an order around it. Messages delivered again, and the losses of the plain chain.',
    why: 'Who leaves in order says so, and its partitions move at once. Who is killed cannot: its group waits for the session timeout, and its partitions with it. A caller notices a refused connection in a millisecond.',
    misleads:
      'The session timeout is a setting: 6 s here, 30 s by default with this client, 45 s with others. Shorter finds the dead sooner, and takes the slow for dead. Static membership, which spares a restarted instance the rebalance, does not exist in this client.',
  },
});
