// How many orders a second each contender can settle.
import { defineScenario } from './engine/scenario.ts';
import { classified, losesNone, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Capacity',
  question:
    'Users who order again as soon as they are answered: how many orders a second does each contender settle?',
  hypothesis:
    'The broker settles more: it works in batches, and one commit serves many orders. The chain pays for every order alone.',
  contenders: ['rest', 'rest-hardened', 'rest-outbox', 'broker'],
  arrivals: { process: 'closed-loop', connections: 32 },
  phases: { warmUpMs: 5_000, steadyMs: 10_000, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 3_000, steadyMs: 5_000, faultMs: 0, recoveryMs: 0 },
  patienceMs: usualPatienceMs,
  faults: [],
  expectations: [
    classified,
    losesNone('*'),
    {
      id: 'broker-settles-more',
      title: 'Settles more orders a second than the chain',
      contender: 'broker',
      path: 'throughputPerSecond',
      is: '>',
      than: { contender: 'rest' },
    },
  ],
  teaching: {
    predict: 'Which style settles more orders a second on the same machine? Why?',
    observe: 'Orders settled per second; backlog and drain of those that answer first.',
    why: 'Batching: a fetch brings many messages, a transaction settles them all. Per order the topics do more work, not less.',
    misleads:
      'All services, both servers and the load share this machine: compare the contenders with each other, not with anybody else’s figures. Whoever answers only when everything is decided has 32 orders in hand at most; whoever answers first can fill its batches. A busy machine moves them by a fifth from run to run; `--runs 5` shows by how much.',
  },
});
