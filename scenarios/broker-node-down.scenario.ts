// One of three Kafka nodes is killed, then two at once.
import { defineScenario } from './engine/scenario.ts';
import { classified, honest, losesNone, losesSome, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Kafka nodes are down',
  question:
    'Of three Kafka nodes one is killed and comes back, then two at once: what is accepted, what is lost, what comes back?',
  hypothesis:
    'Without one node the other two elect leaders and go on after a short pause. One of three is no majority: it acknowledges nothing, the outbox keeps the orders, plain messaging refuses them. What was acknowledged is never lost.',
  contenders: ['rest-hardened', 'broker-plain', 'broker'],
  // Three brokers and the services share the cores: fewer orders leave room for the restarts.
  arrivals: { process: 'poisson', ratePerSecond: 10 },
  kafkaNodes: 3,
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 36_000, recoveryMs: 20_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 3_000, faultMs: 30_000, recoveryMs: 16_000 },
  patienceMs: usualPatienceMs,
  faults: [
    { kind: 'kill', target: 'kafka-1', during: [0, 0.25] },
    { kind: 'kill', target: 'kafka-2', during: [0.65, 1] },
    { kind: 'kill', target: 'kafka-3', during: [0.65, 1] },
  ],
  expectations: [
    classified,
    losesNone('rest-hardened'),
    losesSome('broker-plain'),
    losesNone('broker'),
    ...honest('broker'),
  ],
  teaching: {
    predict:
      'One of three nodes is killed, later two at once. What do your customers see each time?',
    observe:
      'Decision latency and consumer lag in the first outage, the outbox depth in the second, and what the plain contender refuses.',
    why: 'A record is acknowledged when two of three nodes have it, so any two nodes hold all of them. One node alone has no majority: it can neither elect nor acknowledge, and waits. Consumers come back last: their old membership must expire first (6 s).',
    misleads:
      'All three nodes share one machine and one disk here. A cluster is for losing a machine; for losing a process a restart would do.',
  },
});
