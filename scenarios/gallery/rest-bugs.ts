// The defects of the gallery that live in chains of HTTP calls. Data only.
import { provoke, type Bug, type Provocation } from './bug.ts';

type Entry = Omit<Bug, 'scenario'> & { provocation: Provocation };

const entries: Entry[] = [
  {
    name: 'retry-without-key',
    source: 'akash-network/console #3449',
    planted: 'rest-retry',
    twin: 'rest-key',
    expected: { figure: 'outcomes.double-charge' },
    provocation: {
      question: 'Billing charges, then answers 503: what does the retry do?',
      hypothesis: 'A repeated charge is a second charge',
      // Rare enough that no order meets it on all of its three attempts: a key alone does not mend that.
      faults: [{ kind: 'unavailable', target: 'billing', rate: 0.03, point: 'after' }],
    },
  },
  {
    name: 'new-key-per-retry',
    source: 'square/square-mcp-server #31',
    planted: 'planted-new-key-per-retry',
    twin: 'rest-hardened',
    expected: { figure: 'outcomes.double-charge' },
    provocation: {
      question: 'Billing charges, then answers 503: does the key of the retry say it is the same?',
      hypothesis: 'Each retry carries a key of its own, so it is a new charge',
      faults: [{ kind: 'unavailable', target: 'billing', rate: 0.3, point: 'after' }],
    },
  },
  {
    name: 'charge-before-reserve',
    source: 'Online Boutique, PlaceOrder (#180)',
    planted: 'planted-charge-before-reserve',
    twin: 'rest-hardened',
    expected: { figure: 'outcomes.ghost-charge' },
    provocation: {
      question: 'More buyers than seats: who has paid for nothing?',
      hypothesis: 'The card is charged first, and nobody refunds it when the seats are gone',
      flights: { count: 4, seatsPerFlight: 30 },
    },
  },
  {
    name: 'check-then-set',
    source: 'DeathStarBench, reservation/server.go',
    planted: 'planted-check-then-set',
    twin: 'rest-hardened',
    expected: { figure: 'invariants.never-oversold.count' },
    provocation: {
      question: 'Many want the last seats at the same moment: is one sold twice?',
      hypothesis: 'Free seats are read, compared, and only then taken',
      ratePerSecond: 100,
      flights: { count: 40, seatsPerFlight: 6 },
      // What piles up before a service that stands still comes all at once when it goes on.
      faults: [
        { kind: 'pause', target: 'ticket', during: [0.15, 0.3] },
        { kind: 'pause', target: 'ticket', during: [0.4, 0.55] },
        { kind: 'pause', target: 'ticket', during: [0.65, 0.8] },
      ],
    },
  },
  {
    name: 'swallowed-mail',
    source: 'Online Boutique, PlaceOrder (e-mail)',
    planted: 'planted-swallowed-mail',
    twin: 'rest-hardened',
    expected: { figure: 'flags.mailMissing' },
    provocation: {
      question: 'The mail server is away for a moment: are its mails sent later?',
      hypothesis: 'A mail that fails is a line in the log of an order that is done',
      faults: [{ kind: 'unavailable', target: 'email', rate: 1, point: 'before' }],
    },
  },
];

/** Those of the REST variant. */
export const restBugs: Bug[] = entries.map(({ provocation, ...bug }) => ({
  ...bug,
  scenario: provoke([bug.planted, bug.twin], provocation),
}));
