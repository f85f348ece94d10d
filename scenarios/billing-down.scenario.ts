// The main case: the billing process is killed and comes back.
import { defineScenario } from './engine/scenario.ts';

export default defineScenario({
  title: 'Billing is down',
  question:
    'Billing is killed and comes back later, while orders keep coming: what becomes of them?',
  hypothesis:
    'The plain chain loses about arrival rate × outage, mostly as seats held for nobody. The hardened chain loses as many sales, but refuses them honestly. The broker loses none: they wait in the topic and are confirmed after the restart.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: { process: 'poisson', ratePerSecond: 50 },
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 10_000, recoveryMs: 8_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 3_000, recoveryMs: 4_000 },
  patienceMs: 30_000,
  faults: [{ kind: 'kill', target: 'billing' }],
  expectations: [
    {
      id: 'classified',
      title: 'Every order gets a verdict',
      contender: '*',
      path: 'outcomes.unclassified',
      is: '=',
      than: 0,
    },
    {
      id: 'rest-loses',
      title: 'The plain chain loses orders',
      contender: 'rest',
      path: 'lostOrders.total',
      is: '>',
      than: 0,
    },
    {
      id: 'hardened-honest',
      title: 'The hardened chain loses nothing silently',
      contender: 'rest-hardened',
      path: 'lostOrders.silent',
      is: '=',
      than: 0,
    },
    {
      id: 'hardened-no-leak',
      title: 'The hardened chain gives every seat back',
      contender: 'rest-hardened',
      path: 'lostOrders.leak',
      is: '=',
      than: 0,
    },
    {
      id: 'hardened-no-harm',
      title: 'The hardened chain charges nobody for nothing',
      contender: 'rest-hardened',
      path: 'lostOrders.harm',
      is: '=',
      than: 0,
    },
    {
      id: 'broker-loses-none',
      title: 'The broker loses none',
      contender: 'broker',
      path: 'lostOrders.total',
      is: '=',
      than: 0,
    },
  ],
});
