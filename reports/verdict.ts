// The one sentence a reader takes home, computed from the numbers of a result and from nothing else.
import type { ContenderResult, RunResult } from '../shared/run-result.ts';
import { delayedWords } from './delay-words.ts';
import { firstDoubt } from './doubts.ts';
import { circumstances, whySpared } from './fault-words.ts';
import { fastestClause } from './latency-words.ts';
import { anyLost, lostSpread, splitWords, spreadWords } from './loss-words.ts';
import { missingMails } from './mail-words.ts';
import { count, listed } from './numbers.ts';
import { throughputClause } from './throughput-words.ts';
import { spread } from './repetitions.ts';

function lossClause(
  contender: ContenderResult,
  isFirst: boolean,
  offeredAbove: number | null,
): string {
  const lost = lostSpread(contender);
  const offered = spread(contender.runs, (run) => run.offered)?.median ?? 0;
  if (lost === null) return `${contender.name} did not run`;
  const ofOffered =
    offered === offeredAbove ? '' : ` of ${count(offered)}${isFirst ? ' orders' : ''}`;
  const split = splitWords(contender.runs);
  const overRuns =
    contender.runs.length > 1 && !split.startsWith('all') ? ', summed over runs' : '';
  const note = split === '' ? delayedWords(contender) : split + overRuns;
  const verb = isFirst ? 'lost ' : '';
  return `${contender.name} ${verb}${spreadWords(lost, count)}${ofOffered}${note === null ? '' : ` (${note})`}`;
}

function sparedClause(result: RunResult): string | null {
  const spared = result.contenders.filter((one) => whySpared(one) !== null);
  if (spared.length === 0) return null;
  const reasons = [...new Set(spared.map((one) => whySpared(one) ?? ''))];
  return `not applicable to ${listed(spared.map(({ name }) => name))} (${listed(reasons)})`;
}

function losses(result: RunResult): string {
  let offeredAbove: number | null = null;
  const clauses: string[] = [];
  if (result.scenario.loop === 'closed') clauses.push(...[throughputClause(result) ?? []].flat());
  for (const contender of result.contenders) {
    if (whySpared(contender) !== null) continue;
    clauses.push(lossClause(contender, offeredAbove === null, offeredAbove));
    offeredAbove = spread(contender.runs, (run) => run.offered)?.median ?? offeredAbove;
  }
  return [clauses.join(', '), sparedClause(result)].filter((part) => part !== null).join('; ');
}

function lossless(names: readonly string[], withoutMail: readonly string[]): string | null {
  const yet = withoutMail.length === 0 ? '' : `but ${listed(withoutMail)}`;
  if (names.length === 0) return yet === '' ? null : listed(withoutMail);
  const none = names.length > 1 ? 'nobody lost an order' : `${names.join('')} lost no order`;
  return yet === '' ? none : `${none}, ${yet}`;
}

function nobodyLost(result: RunResult): string {
  const hit = result.contenders.filter((one) => one.runs.length > 0 && whySpared(one) === null);
  const names = hit.map(({ name }) => name);
  const absent = result.contenders.filter(({ runs }) => runs.length === 0).map(({ name }) => name);
  const delayed = hit.flatMap((contender) => {
    const words = delayedWords(contender);
    return words === null ? [] : [`${contender.name}: ${words}`];
  });
  return [
    lossless(names, missingMails(result.contenders)),
    result.scenario.loop === 'closed'
      ? throughputClause(result)
      : fastestClause(result, 'decision', 'decided'),
    ...delayed,
    sparedClause(result),
    absent.length > 0 ? `${listed(absent)} did not run` : null,
  ]
    .filter((clause) => clause !== null)
    .join('; ');
}

function seenSoFar(result: RunResult): string {
  return result.contenders
    .map((contender) => {
      const lost = lostSpread(contender);
      if (lost === null) return `${contender.name} did not run`;
      if (whySpared(contender) !== null) return `${contender.name} not applicable`;
      if (lost.max === 0) return `${contender.name} no loss counted`;
      return `${contender.name} ${spreadWords(lost, count)} lost`;
    })
    .join(', ');
}

/** One sentence with the outcome of the whole run: the circumstances, the lost orders, or who was faster when none was lost. */
export function verdictSentence(result: RunResult): string {
  const setting = circumstances(result);
  if (!result.conclusive) {
    const partial = result.interrupted ? 'interrupted; ' : '';
    return `INCONCLUSIVE: ${partial}${firstDoubt(result)}. ${setting}: ${seenSoFar(result)}; these numbers are no verdict.`;
  }
  const repeats = Math.max(0, ...result.contenders.map(({ runs }) => runs.length));
  const median = repeats > 1 ? `median of ${repeats} runs [range]: ` : '';
  const ran = result.contenders.some(({ runs }) => runs.length > 0);
  const body = !ran ? 'no contender ran' : anyLost(result) ? losses(result) : nobodyLost(result);
  const partial = result.interrupted ? 'Interrupted, so partial. ' : '';
  return `${partial}${setting}: ${median}${body}.`;
}
