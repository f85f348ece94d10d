// Every Kafka node is restarted in turn, as for an upgrade.
import { defineScenario } from './engine/scenario.ts';
import { classified, honest, losesNone, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Rolling restart of Kafka',
  question:
    'Three Kafka nodes are shut down and started again one after another, as for an upgrade: does anybody notice?',
  hypothesis:
    'A node that is told to stop hands its partitions to the others first, and the next one waits until it has caught up. Orders are late by moments, and none is lost.',
  contenders: ['rest-hardened', 'broker-plain', 'broker'],
  // Three brokers and the services share the cores: fewer orders leave room for the restarts.
  arrivals: { process: 'poisson', ratePerSecond: 10 },
  kafkaNodes: 3,
  phases: { warmUpMs: 2_000, steadyMs: 5_000, faultMs: 36_000, recoveryMs: 8_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 3_000, faultMs: 30_000, recoveryMs: 6_000 },
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'rolling-restart', target: 'kafka' }],
  expectations: [classified, losesNone('rest-hardened'), losesNone('broker'), ...honest('broker')],
  teaching: {
    predict: 'Kafka is upgraded at noon, node by node. Would you warn your customers?',
    observe: 'The three bumps of the decision latency, and the consumer lag at each of them.',
    why: 'Leaders move before their node goes, so clients learn new addresses instead of waiting for a dead one. A consumer group whose coordinator moves joins again.',
    misleads:
      'Here a node catches up in a second because it has little to catch up on. With a day of data it takes long, and the next restart has to wait for it.',
  },
});
