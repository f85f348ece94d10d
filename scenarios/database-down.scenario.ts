// PostgreSQL is killed and started again.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  honest,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'The database is down',
  question: 'The store that both styles rely on is gone for a moment: who notices?',
  hypothesis:
    'Everybody refuses, nobody lies: without a durable store there is nothing to accept an order into. Hardened contenders settle afterwards whatever was cut in half.',
  contenders: ['rest', 'rest-hardened', 'rest-outbox', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'kill', target: 'postgres', during: [0, 0.5] }],
  expectations: [
    classified,
    losesSome('rest'),
    ...honest('rest-hardened'),
    ...honest('rest-outbox'),
    ...honest('broker'),
  ],
  teaching: {
    predict: 'Which style survives the loss of its database?',
    observe:
      'Refused orders of all contenders in the outage, and what the plain chain leaves behind.',
    why: 'Store-and-forward moves the question to the store. It has to be the most reliable part of the system.',
    misleads:
      'All services share one server here. In production they would not, and then one database down is one service down.',
  },
});
