// The few secondary sentences under the verdict, each computed from the numbers of a result.
import type { ContenderResult, RunResult } from '../shared/run-result.ts';
import { acceptsFirst, durabilityWords } from './durability-words.ts';
import { measuredFaults, whySpared } from './fault-words.ts';
import { fastestClause, fastestGroup, p50Words } from './latency-words.ts';
import { anyLost, lossSplit, lostSpread, spreadWords } from './loss-words.ts';
import { missingMails } from './mail-words.ts';
import { count, duration, figure, listed, times } from './numbers.ts';
import { differenceInterval, runsForInterval, spread } from './repetitions.ts';

// Scenarios may read the reports only through a few files; the terminal asks this one.
export { disturbances } from './doubts.ts';
export { whySpared } from './fault-words.ts';
export { verdictSentence } from './verdict.ts';

/** Contenders whose losses say something: they ran, and the scenario could be done to them. */
function ran(result: RunResult): ContenderResult[] {
  return result.contenders.filter((one) => one.runs.length > 0 && whySpared(one) === null);
}

function hasFault(result: RunResult): boolean {
  return result.contenders.some(({ runs }) => runs.some((run) => measuredFaults(run).length > 0));
}

/** Whoever answers soonest without being among those that decide soonest; null when nobody is. */
function soonestAnswer(result: RunResult): string | null {
  const deciders = fastestGroup(result, 'decision').fastest.map(({ name }) => name);
  const answers = fastestGroup(result, 'answer');
  const accepting = ran(result).filter(acceptsFirst);
  const only = answers.fastest.filter(({ name }) => accepting.some((one) => one.name === name));
  if (only.length === 0 || answers.slower.length === 0) return null;
  if (only.length < answers.fastest.length) return null;
  if (only.some(({ name }) => deciders.includes(name))) return null;
  return `${listed(only.map(({ name }) => name))} answered soonest (${p50Words(only)}), but that answer only says “accepted”.`;
}

function fastest(result: RunResult): string | null {
  const clause = fastestClause(result, 'decision', 'decided');
  if (clause === null) return null;
  const answer = soonestAnswer(result);
  // Without losses the verdict itself says who decided fastest.
  if (result.conclusive && !anyLost(result)) return answer;
  const when = hasFault(result) ? 'Before the fault ' : 'All along ';
  return `${when}${clause}.${answer === null ? '' : ` ${answer}`}`;
}

function harm(result: RunResult): string | null {
  // Also those whom the fault could not be done to: harm without a fault is all the worse.
  const contenders = result.contenders.filter(({ runs }) => runs.length > 0);
  if (contenders.length === 0) return null;
  const lines = contenders.flatMap(({ name, runs }) => {
    const split = lossSplit(runs);
    const parts = [
      split.harm > 0 ? `harmed ${count(split.harm)} orders` : null,
      split.leak > 0 ? `left seats held for ${count(split.leak)} orders` : null,
      split.silent > 0 ? `silently lost ${count(split.silent)} orders` : null,
    ].filter((part) => part !== null);
    return parts.length === 0 ? [] : [`${name} ${listed(parts)}`];
  });
  if (lines.length === 0)
    return 'No order was harmed by any contender: no double or ghost charge, no false confirmation, no seat left held, none lost silently.';
  const clean = contenders.filter(({ runs }) => {
    const split = lossSplit(runs);
    return split.harm + split.leak + split.silent === 0;
  });
  const rest =
    clean.length > 0 ? `; ${listed(clean.map(({ name }) => name))} did none of this` : '';
  return `Beyond honest refusals: ${lines.join('; ')}${rest}.`;
}

function mails(result: RunResult): string | null {
  const clauses = missingMails(result.contenders);
  return clauses.length === 0 ? null : `${listed(clauses)}.`;
}

function backlog(result: RunResult): string | null {
  const lines = ran(result).flatMap((contender) => {
    const peak = spread(contender.runs, (run) => run.backlogPeak);
    if (peak === null || peak.max === 0) return [];
    const back = spread(contender.runs, (run) => run.timeToRecoveryMs);
    const drain = spread(contender.runs, (run) => run.drainMs);
    const late = spread(contender.runs, (run) => run.outcomes.late);
    return [
      [
        `${contender.name} had up to ${spreadWords(peak, count)} orders waiting`,
        back === null
          ? null
          : `was back to its steady pace ${spreadWords(back, duration)} after recovery`,
        drain === null
          ? null
          : `had nothing left to do ${spreadWords(drain, duration)} after the last arrival`,
        late === null || late.max === 0
          ? null
          : `told ${spreadWords(late, count)} users later than their patience of ${duration(result.scenario.patienceMs)}`,
      ]
        .filter((part) => part !== null)
        .join(', '),
    ];
  });
  return lines.length === 0 ? null : `Where the orders waited: ${lines.join('; ')}.`;
}

function losses(contender: ContenderResult): number[] {
  return contender.runs.map((run) => run.lostOrders.total);
}

function comparison(result: RunResult): string | null {
  const [first, ...others] = ran(result);
  if (first === undefined || others.length === 0 || first.runs.length < 2) return null;
  if (first.runs.length < runsForInterval)
    return `With ${first.runs.length} runs per contender there is no interval worth giving: medians are shown with the range of the runs.`;
  const lines = others.flatMap((other) => {
    const interval = differenceInterval(losses(first), losses(other), result.seed);
    if (interval === null) return [];
    const { low, high } = interval;
    if (low <= 0 && high >= 0) return [`no detectable difference to ${other.name}`];
    const [near, far] = low > 0 ? [low, high] : [-high, -low];
    return [`${count(near)}–${count(far)} ${low > 0 ? 'more' : 'fewer'} than ${other.name}`];
  });
  if (lines.length === 0) return null;
  return `Lost orders of ${first.name}, 95 % bootstrap interval over pairs of runs: ${listed(lines)}.`;
}

function upperBound(result: RunResult): string | null {
  const none = ran(result).filter((contender) => lostSpread(contender)?.max === 0);
  if (!result.conclusive || none.length === 0) return null;
  const byOffered = new Map<number, string[]>();
  for (const { name, runs } of none) {
    const offered = runs.reduce((sum, run) => sum + run.offered, 0);
    if (offered >= 10) byOffered.set(offered, [...(byOffered.get(offered) ?? []), name]);
  }
  const bounds = [...byOffered].map(
    ([offered, names]) =>
      `${listed(names)} at most ${figure(Number((300 / offered).toPrecision(2)))} % (3/${count(offered)})`,
  );
  if (bounds.length === 0) return null;
  return `“None lost” is what was seen, not a law; with 95 % confidence, if orders were independent, the true share lost is: ${bounds.join(', ')}.`;
}

function retries(result: RunResult): string | null {
  const perOrder = ran(result).flatMap((contender) => {
    const attempts = spread(contender.runs, (run) =>
      run.offered === 0 ? null : run.billingAttempts / run.offered,
    );
    return attempts === null ? [] : [{ name: contender.name, attempts: attempts.median }];
  });
  const [least, ...more] = perOrder.toSorted((a, b) => a.attempts - b.attempts);
  const most = more.at(-1);
  if (least === undefined || most === undefined || most.attempts < least.attempts * 1.05)
    return null;
  const each = perOrder.map(({ name, attempts }) => `${name} ${attempts.toFixed(2)}`).join(', ');
  const ratio =
    least.attempts > 0
      ? `; ${most.name} put ${times(most.attempts, least.attempts)} the load of ${least.name} on billing`
      : '';
  return `Billing attempts per order: ${each}${ratio}.`;
}

/** What is owed to storing an order before answering it, and what to the broker. */
function durability(result: RunResult): string | null {
  return hasFault(result) ? durabilityWords(ran(result)) : null;
}

/** Three to six sentences that explain the verdict; fewer when there is little to tell. */
export function findings(result: RunResult): string[] {
  return [fastest, harm, mails, backlog, durability, comparison, upperBound, retries]
    .map((find) => find(result))
    .filter((sentence) => sentence !== null)
    .slice(0, 6);
}
