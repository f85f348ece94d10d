// The gallery: defects of real public code, planted here, each with the verdict that must name it. Data only.
import { provoke, type Bug, type Provocation } from './bug.ts';
import { restBugs } from './rest-bugs.ts';

type Entry = Omit<Bug, 'twin' | 'scenario'> & { provocation: Provocation };

const brokerBugs: Entry[] = [
  {
    name: 'commit-past-failure',
    source: 'MicroservicesBenchmark, KafkaMessageBus.cs',
    planted: 'planted-commit-past-failure',
    expected: { figure: 'outcomes.stuck-pending' },
    provocation: {
      question: 'Half of the charges fail once: does anybody try them again?',
      hypothesis: 'A later success commits past an earlier failure',
      faults: [{ kind: 'unavailable', target: 'billing', rate: 0.5, point: 'before' }],
    },
  },
  {
    name: 'ack-on-exception',
    source: 'dotnet/eShop, RabbitMQEventBus.cs:177',
    planted: 'planted-ack-on-exception',
    expected: { figure: 'outcomes.stuck-pending' },
    provocation: {
      question: 'The database goes away while a slow billing has charges in hand: are they kept?',
      hypothesis: 'A message is taken off the queue although its handler threw',
      faultMs: 5_000,
      faults: [
        { kind: 'latency', target: 'billing', rate: 1, point: 'before', ms: 1_000 },
        { kind: 'kill', target: 'postgres', during: [0.4, 0.6] },
      ],
    },
  },
  {
    name: 'auto-commit',
    source: 'confluentinc/librdkafka #1122',
    planted: 'planted-auto-commit',
    expected: { figure: 'outcomes.stuck-pending' },
    provocation: {
      question: 'A slow billing is killed with charges in hand: does it find them again?',
      hypothesis: 'A timer commits what was delivered, done or not',
      faults: [
        { kind: 'latency', target: 'billing', rate: 1, point: 'before', ms: 1_000 },
        { kind: 'kill', target: 'billing', during: [0.4, 0.6] },
      ],
    },
  },
  {
    name: 'outbox-growing-id',
    source: 'kamu-cli #1398, Eventuous #222',
    planted: 'planted-outbox-growing-id',
    expected: { figure: 'outcomes.stuck-pending' },
    provocation: {
      question: 'No fault at all, only many transactions at once: is every row published?',
      hypothesis: 'Ids are handed out at the insert and become visible at the commit',
      ratePerSecond: 200,
    },
  },
  {
    name: 'dual-write',
    source: 'event-sourcing-microservices-example #28',
    planted: 'planted-dual-write',
    expected: { figure: 'lostOrders.silent' },
    provocation: {
      question: 'The gateway ends between its commit and its send: does the message still go out?',
      hypothesis: 'The row is committed, the message never sent',
      faultMs: 5_000,
      ratePerSecond: 100,
      faults: [
        { kind: 'crash', target: 'gateway', at: 'accepted', times: 2, during: [0, 0.5] },
        { kind: 'crash', target: 'gateway', at: 'reserved', times: 2, during: [0.5, 1] },
      ],
    },
  },
  {
    name: 'publish-before-commit',
    source: 'NEventStore #54, domain-events-bundle #27',
    planted: 'planted-publish-before-commit',
    expected: { figure: 'outcomes.orphan-seat' },
    provocation: {
      question: 'The gateway ends between its send and its commit: who holds the seat?',
      hypothesis: 'The message is out, the row never committed',
      faultMs: 5_000,
      faults: [
        // Without answers from Ticket, all that the gateway publishes is new orders.
        { kind: 'pause', target: 'ticket', during: [0, 0.7] },
        // The twin never passes `published`, so it is crashed where it would hurt most.
        { kind: 'crash', target: 'gateway', at: 'published', times: 2, during: [0.1, 0.7] },
        { kind: 'crash', target: 'gateway', at: 'accepted', times: 1, during: [0.8, 1] },
      ],
    },
  },
];

/** All of them. */
export const bugs: Bug[] = [
  ...brokerBugs.map(({ provocation, ...bug }) => ({
    ...bug,
    twin: 'broker',
    scenario: provoke([bug.planted, 'broker'], provocation),
  })),
  ...restBugs,
];
