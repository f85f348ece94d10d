// Kafka is killed and started again.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  losesNone,
  losesSome,
  usualArrivals,
  usualPatienceMs,
} from './engine/usual.ts';

export default defineScenario({
  title: 'Kafka is down',
  question:
    'The broker itself is gone for a while: what do users see, what is accepted, what is lost?',
  hypothesis:
    'With an outbox orders are accepted as before, wait in the database and are decided after the restart. Plain messaging cannot publish and refuses. The REST chain does not care.',
  contenders: ['rest', 'broker-plain', 'broker'],
  arrivals: usualArrivals,
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 10_000, recoveryMs: 16_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 4_000, recoveryMs: 12_000 },
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'kill', target: 'kafka' }],
  expectations: [classified, losesNone('rest'), losesSome('broker-plain'), losesNone('broker')],
  teaching: {
    predict:
      'The article says that a broker outage is a whole other situation. What does your customer see?',
    observe: 'Answers during the outage, the outbox depth, time to recovery.',
    why: 'The outbox makes the database the first queue; Kafka is only the second. REST has no second system that could fail.',
    misleads:
      'One node is not a cluster: broker-node-down shows three. A killed node also needs seconds to come back.',
  },
});
