// The article's question: billing answers 503 for a while.
import { defineScenario } from './engine/scenario.ts';

export default defineScenario({
  title: 'Billing answers 503',
  question: 'Billing refuses a share of charges with 503 for a while: what becomes of the orders?',
  hypothesis:
    'The plain chain loses exactly that share. Retries win back 1 − pⁿ of it, until the breaker opens. The broker tries again until billing agrees.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: { process: 'poisson', ratePerSecond: 50 },
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 10_000, recoveryMs: 8_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 3_000, recoveryMs: 4_000 },
  patienceMs: 30_000,
  faults: [{ kind: 'unavailable', target: 'billing', rate: 0.3, point: 'before', retryAfterS: 1 }],
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
      id: 'no-double-charge',
      title: 'Nobody is charged twice',
      contender: '*',
      path: 'outcomes.double-charge',
      is: '=',
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
      id: 'broker-loses-none',
      title: 'The broker loses none',
      contender: 'broker',
      path: 'lostOrders.total',
      is: '=',
      than: 0,
    },
  ],
});
