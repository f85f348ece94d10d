// The main case: the billing process is killed and comes back.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  honest,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Billing is down',
  question:
    'Billing is killed and comes back later, while orders keep coming: what becomes of them?',
  hypothesis:
    'The plain chain loses about arrival rate × outage, mostly as seats held for nobody. The hardened chain loses as many sales, but refuses them honestly. The broker loses none: they wait in the topic and are confirmed after the restart.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'kill', target: 'billing' }],
  expectations: [classified, losesSome('rest'), ...honest('rest-hardened'), losesNone('broker')],
  teaching: {
    predict:
      'Ten seconds without billing at fifty orders a second: how many orders does each contender lose, and what is wrong with each lost one?',
    observe: 'Lost orders and their split, the fate of every order, the backlog.',
    why: 'Somebody has to remember the order while billing is away. The chain only has the waiting user; the topic has the message.',
    misleads:
      'What saves the orders is durable store-and-forward, not Kafka as such: run it with --contenders rest-outbox,broker.',
  },
});
