// The few secondary sentences under the verdict, each computed from the numbers of a result.
import type { RunResult } from '../shared/run-result.ts';
import { fastestClause } from './latency-words.ts';
import { capital } from './numbers.ts';

export { verdictSentence } from './verdict.ts';

/** Three to six sentences that explain the verdict. */
export function findings(result: RunResult): string[] {
  const fastest = fastestClause(result, 'decision', 'decided');
  return fastest === null ? [] : [`${capital(fastest)}.`];
}
