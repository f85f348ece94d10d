// Four times the usual orders, for a moment.
import { defineScenario } from './engine/scenario.ts';
import { classified, honest, losesNone, losesSome, usualPatienceMs } from './engine/usual.ts';

export default defineScenario({
  title: 'A traffic spike',
  question:
    'Orders come four times as fast as usual, more than billing can serve: who is turned away, who waits, and how long?',
  hypothesis:
    'The chain refuses what does not fit into billing’s queue. The broker takes everybody and works the backlog off at μ − λ.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: { process: 'poisson', ratePerSecond: 40 },
  phases: { warmUpMs: 1_000, steadyMs: 5_000, faultMs: 5_000, recoveryMs: 12_000 },
  quickPhases: { warmUpMs: 500, steadyMs: 2_000, faultMs: 3_000, recoveryMs: 6_000 },
  patienceMs: usualPatienceMs,
  conditions: [{ kind: 'capacity', target: 'billing', slots: 2, queue: 50, serviceMs: 20 }],
  faults: [{ kind: 'surge', target: 'arrivals', factor: 4 }],
  expectations: [classified, losesSome('rest'), ...honest('rest-hardened'), losesNone('broker')],
  teaching: {
    predict:
      '160 orders a second meet a billing that serves 100. How long after the spike is the last of them decided?',
    observe: 'Backlog peak beside (λ − μ) × T and the time to catch up beside backlog / (μ − λ).',
    why: 'A queue turns a peak in load into a delay. The delay is paid by everybody who comes while it drains.',
    misleads:
      'A queue only helps against peaks: if the mean load exceeds the capacity it grows for ever.',
  },
});
