// Solution: every mail takes three seconds longer; copy it to scenarios/email-slow.scenario.ts.
import { defineScenario } from '../../../../scenarios/engine/scenario.ts';
import {
  classified,
  losesNone,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from '../../../../scenarios/engine/usual.ts';

export default defineScenario({
  title: 'The Email Service is slow',
  question: 'Every confirmation takes three seconds longer: who notices?',
  hypothesis:
    'Nobody waits for the mail, so neither answers nor decisions become slower and no order is lost; only the mails are late.',
  contenders: ['rest', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'latency', target: 'email', rate: 1, point: 'before', ms: 3_000 }],
  expectations: [
    classified,
    losesNone('*'),
    {
      id: 'mails-are-late',
      title: 'Mails are late',
      contender: '*',
      path: 'latencyMs.email.p95',
      is: '>',
      than: 3_000,
    },
    {
      id: 'decisions-are-not',
      title: 'Decides as fast as ever',
      contender: '*',
      path: 'latencyMs.decision.p95',
      is: '<',
      than: 1_000,
    },
  ],
  teaching: {
    predict: 'The mail is the last step of the flow. Whose spinner turns longer?',
    observe: 'Latency over time: the chart of the e-mail beside the other two.',
    why: 'In both styles the mail is sent after the decision, and nobody waits for it.',
    misleads: 'A step that nobody waits for is also a step whose loss nobody notices.',
  },
});
