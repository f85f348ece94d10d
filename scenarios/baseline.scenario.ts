// Nothing breaks: what each style costs when all is well.
import { defineScenario } from './engine/scenario.ts';
import { classified, losesNone, usualArrivals, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'Baseline: nothing breaks',
  question: 'What does each style cost when every service is healthy?',
  hypothesis:
    'Nobody loses an order. The synchronous chain decides sooner: a topic adds a commit, a relay and a fetch to every hop.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: { warmUpMs: 3_000, steadyMs: 18_000, faultMs: 0, recoveryMs: 0 },
  quickPhases: { warmUpMs: 1_000, steadyMs: 8_000, faultMs: 0, recoveryMs: 0 },
  patienceMs: usualPatienceMs,
  faults: [],
  expectations: [
    classified,
    losesNone('*'),
    {
      id: 'rest-decides-sooner',
      title: 'Decides sooner than the broker',
      contender: 'rest',
      path: 'latencyMs.decision.p50',
      is: '<',
      than: { contender: 'broker' },
    },
  ],
  teaching: {
    predict: 'Which style answers first? Which one decides first? By what factor?',
    observe: 'The three latencies in the scoreboard: answer, decision, e-mail.',
    why: 'The broker answers after one commit and decides after four hops through topics; the chain answers only when everything is decided.',
    misleads:
      'A fast 202 is not a fast booking: compare decisions with decisions. And a quiet minute says nothing about a bad one.',
  },
});
