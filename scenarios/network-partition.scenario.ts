// The gateway is cut off from billing, or from Kafka.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  honest,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Network partition',
  question:
    'The network between the gateway and what it depends on goes silent: nothing arrives, nothing is refused.',
  hypothesis:
    'The chain hangs and gives up, and cannot know what billing did. The broker’s gateway keeps accepting; messages and commits go out when the network is back.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 7_000, recoveryMs: 4_000 },
  patienceMs: usualPatienceMs,
  faults: [
    { kind: 'partition', from: 'gateway', to: 'billing', mode: 'blackhole' },
    { kind: 'partition', from: 'gateway', to: 'kafka', mode: 'blackhole' },
  ],
  expectations: [classified, losesSome('rest'), ...honest('rest-hardened'), losesNone('broker')],
  teaching: {
    predict: 'A cable is cut, no process dies. Which orders are in doubt?',
    observe: 'Ghost charges of rest; the outbox depth of the broker.',
    why: 'The two generals: the last message of any exchange may be the lost one. Keys and retries make the doubt harmless.',
    misleads:
      'Each contender is cut where it is vulnerable; the other link does not exist there and is shown in grey.',
  },
});
