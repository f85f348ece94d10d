// Billing is the bottleneck: what do more instances of it bring?
import { defineScenario } from './engine/scenario.ts';
import { classified, losesNone, settlesOfIdeal, usualPatienceMs } from './engine/usual.ts';

const contenders = ['rest', 'broker'];
const serviceMs = 80;
const sizes = [1, 2, 4];

export default defineScenario({
  title: 'Scaling out the bottleneck',
  question:
    'Billing takes 80 ms for each order and does one at a time: how many orders a second do 1, 2 and 4 instances of it settle?',
  hypothesis:
    'Both styles come close to n × 12.5 a second. The chain shares its calls out evenly; over topics the fullest partition is done last.',
  contenders,
  instances: { billing: sizes },
  arrivals: { process: 'closed-loop', connections: 32, orders: 280 },
  // As long as one instance takes for all of them.
  phases: { warmUpMs: 2_000, steadyMs: 22_400, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 1_000, steadyMs: 12_800, faultMs: 0, recoveryMs: 0 },
  patienceMs: usualPatienceMs,
  conditions: [{ kind: 'capacity', target: 'billing', slots: 1, queue: 100, serviceMs }],
  faults: [],
  expectations: [
    classified,
    losesNone('*'),
    ...settlesOfIdeal(contenders, sizes, 1_000 / serviceMs, 0.6),
  ],
  teaching: {
    predict:
      'One billing settles 12.5 orders a second. How many do four settle, in each style, and who is nearer to 50?',
    observe:
      'Orders decided per second beside the ideal, and the drain: the broker has accepted everything long before it is settled.',
    why: 'Work that waits can be shared. The gateway of the chain gives every call to the next instance; a topic gives every partition to one instance, and each order to the partition of its key. Keys fall by chance: of seed 1’s 280 orders the fullest of four partitions has 84, which makes 42 a second the most that four can settle.',
    misleads:
      'Four partitions feed four instances and no more: with --instances billing=3 one of three has two partitions, and is as slow as two. Whatever all instances share (the database, the outbox relay, the gateway) is no bottleneck here, and becomes one.',
  },
});
