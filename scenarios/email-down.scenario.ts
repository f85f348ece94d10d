// The e-mail process is killed and comes back.
import { defineScenario } from './engine/scenario.ts';
import {
  classified,
  counts,
  losesNone,
  usualArrivals,
  usualPatienceMs,
  usualPhases,
  usualQuickPhases,
} from './engine/usual.ts';

export default defineScenario({
  title: 'The Email Service is down',
  question:
    'Nobody can send confirmations for a while: does anybody lose an order, or only a mail?',
  hypothesis:
    'No order is lost anywhere. The plain chain forgets the mails of the outage; hardened contenders owe them and send them later.',
  contenders: ['rest', 'rest-hardened', 'broker'],
  arrivals: usualArrivals,
  phases: usualPhases,
  quickPhases: usualQuickPhases,
  patienceMs: usualPatienceMs,
  faults: [{ kind: 'kill', target: 'email' }],
  expectations: [
    classified,
    losesNone('*'),
    counts('rest', 'flags.mailMissing', '>', 'Forgets mails'),
    counts('rest-hardened', 'flags.mailMissing', '=', 'Sends every mail in the end'),
    counts('broker', 'flags.mailMissing', '=', 'Sends every mail in the end'),
  ],
  teaching: {
    predict: 'Is a confirmation without a mail a lost order?',
    observe: 'Mail latency and missing mails; the orders themselves.',
    why: 'Side effects that nobody waits for are the first to be lost: nobody notices.',
    misleads:
      'For the customer the mail is the ticket. Count what matters to them, not what is easy to count.',
  },
});
