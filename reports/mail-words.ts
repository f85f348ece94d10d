// Confirmations that were never sent: no lost order, yet a user who waits for a mail in vain.
import type { ContenderResult, ContenderRun } from '../shared/run-result.ts';
import { spreadWords } from './loss-words.ts';
import { count } from './numbers.ts';
import { spread } from './repetitions.ts';

/** Confirmed orders of a run, each of which is owed a mail: those that got one and those that did not. */
function owedMails(run: ContenderRun): number {
  return (run.latencyMs.email?.count ?? 0) + run.flags.mailMissing;
}

/** `rest never sent 214 of 465 confirmations`, a clause for each contender that forgot one. */
export function missingMails(contenders: readonly ContenderResult[]): string[] {
  return contenders.flatMap(({ name, runs }) => {
    const missing = spread(runs, (run) => run.flags.mailMissing);
    const owed = spread(runs, owedMails);
    if (missing === null || owed === null || missing.max === 0) return [];
    return [
      `${name} never sent ${spreadWords(missing, count)} of ${spreadWords(owed, count)} confirmations`,
    ];
  });
}
