// How the report is to be read, and what it does not show.
import type { RunResult } from '../../shared/run-result.ts';
import { type Html } from '../html.ts';
import { duration } from '../numbers.ts';
import { bullets, fold, section } from './parts.ts';

const howTo = [
  'Every contender met the same arrivals, at the same intended instants, and the same faults, one contender after another on the same machine.',
  'Latency runs from the intended arrival, so an order that had to queue counts its queueing.',
  'Answer is the spinner. Decision is when confirmed or rejected became true. An accepted order (202) has an answer, and no decision yet.',
  'A percentile in the scoreboard says “never” when more orders than it leaves out never got there. In the charts over time a second shows only orders that got there: the lost ones are in the chart below.',
  'Lost = offered − good − degraded − not sent. A refused order is an honest lost sale; a silently lost one is a user who still waits.',
  'The shaded band is the fault as measured. Its two edges are the earliest start and the latest end over the contenders.',
];

const limits = [
  'One machine: client, services, broker and database share its cores, and no packet crosses a real network.',
  'A single broker with replication factor 1: the cost and the safety of replication are not in these numbers.',
  'Timeouts, retries and rates are choices. The table of policies shows them; others would move the numbers.',
  'Faults last seconds. Long outages, lost disks and split networks are other experiments.',
  'Nothing here prices the people: topics, offsets and dead letters must be run and understood by someone.',
  'Absolute latencies belong to this machine. Compare the contenders with each other, not with a machine of yours.',
];

const loops = {
  open: 'The load is open loop: nobody waits for a slow system before sending the next order, as real users would not.',
  closed:
    'The load is closed loop: each caller waits for an answer before ordering again, so a slow contender is offered less. Compare orders per second here, not losses.',
};

/** Two folds: how to read this, what this does not show. */
export function reading(result: RunResult): Html {
  const runs = Math.max(0, ...result.contenders.map((contender) => contender.runs.length));
  const chosen = `In this run users cared for ${duration(result.scenario.patienceMs)} and the client gave up on a request after ${duration(result.scenario.requestDeadlineMs)}.`;
  const repeats =
    runs > 1
      ? `Each contender ran up to ${runs} times; the charts show the run with the median number of lost orders.`
      : 'Each contender ran once: the numbers carry no measure of how much they vary from run to run.';
  return section(
    'reading',
    'Reading it right',
    fold('How to read this', bullets([...howTo, loops[result.scenario.loop ?? 'open'], chosen])),
    fold('What this does not show', bullets([repeats, ...limits])),
  );
}
