// More buyers than seats.
import { defineScenario } from './engine/scenario.ts';
import { classified, counts, losesNone, usualArrivals, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'The last seats',
  question:
    'Four flights sell out while everybody wants them: is a seat ever sold twice, and is everybody told the truth?',
  hypothesis:
    'No contender oversells: the Ticket Service hands out seats in one statement. Whoever comes too late is rejected and charged nothing.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: { warmUpMs: 500, steadyMs: 15_000, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 500, steadyMs: 8_000, faultMs: 0, recoveryMs: 0 },
  patienceMs: usualPatienceMs,
  flights: { count: 4, seatsPerFlight: 50 },
  faults: [],
  expectations: [
    classified,
    losesNone('*'),
    counts('*', 'invariants.never-oversold.count', '=', 'Sells no seat twice'),
    counts('*', 'outcomes.rejected', '>', 'Rejects who comes too late'),
  ],
  teaching: {
    predict: 'The broker accepts everybody at once. How many does it have to disappoint later?',
    observe: 'Rejected orders, and when their users learn it: answer against decision latency.',
    why: 'Accepting an order is a promise to decide, not to sell. The invariant is kept by one statement in one database, in both styles.',
    misleads:
      'A 202 for a seat that is not there is an honest answer only if the interface says “pending”.',
  },
});
