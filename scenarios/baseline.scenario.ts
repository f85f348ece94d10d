// Nothing breaks: what each style costs when all is well.
import { defineScenario } from './engine/scenario.ts';

export default defineScenario({
  title: 'Baseline: nothing breaks',
  question: 'What does each style cost when every service is healthy?',
  hypothesis:
    'Nobody loses an order. The synchronous chain decides sooner: a topic adds a commit, a relay and a fetch to every hop.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: { process: 'poisson', ratePerSecond: 50 },
  phases: { warmUpMs: 3_000, steadyMs: 18_000, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 1_000, steadyMs: 8_000, faultMs: 0, recoveryMs: 0 },
  patienceMs: 30_000,
  faults: [],
  expectations: [
    {
      id: 'nothing-lost',
      title: 'No order is lost',
      contender: '*',
      path: 'lostOrders.total',
      is: '=',
      than: 0,
    },
    {
      id: 'rest-decides-sooner',
      title: 'REST decides sooner than the broker',
      contender: 'rest',
      path: 'latencyMs.decision.p50',
      is: '<',
      than: { contender: 'broker' },
    },
  ],
});
