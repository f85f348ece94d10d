// Keeps the page small: when a result is too big to travel inside it, the bulky parts of it stay in result.json.
import type { RunResult } from '../shared/run-result.ts';
import { shownRun } from './repetitions.ts';

const mostCharacters = 1_400_000;

/** The result as it is put into the page, and what had to be left out of it. */
export interface EmbeddedResult {
  readonly result: RunResult;
  readonly leftOut: string | null;
}

type Thin = (result: RunResult) => RunResult;

const withoutFatesOfHiddenRuns: Thin = (result) => ({
  ...result,
  contenders: result.contenders.map((contender) => ({
    ...contender,
    runs: contender.runs.map((run) => (run === shownRun(contender) ? run : { ...run, fates: [] })),
  })),
});

const withoutFates: Thin = (result) => ({
  ...result,
  contenders: result.contenders.map((contender) => ({
    ...contender,
    runs: contender.runs.map((run) => ({ ...run, fates: [] })),
  })),
});

const withoutTimelines: Thin = (result) => ({
  ...result,
  contenders: result.contenders.map((contender) => ({
    ...contender,
    runs: contender.runs.map((run) => ({
      ...run,
      ...{ fates: [], timeline: [], examples: {}, sameOrders: [] },
    })),
  })),
});

const steps: readonly (readonly [Thin, string])[] = [
  [withoutFatesOfHiddenRuns, 'the fates of the runs that are not shown in the charts'],
  [withoutFates, 'the fates of the orders'],
  [withoutTimelines, 'fates, timelines and example orders'],
];

/** The most complete form of the result that keeps the page within its size. */
export function embeddedResult(result: RunResult): EmbeddedResult {
  if (JSON.stringify(result).length <= mostCharacters) return { result, leftOut: null };
  for (const [thin, leftOut] of steps) {
    const thinned = thin(result);
    if (JSON.stringify(thinned).length <= mostCharacters) return { result: thinned, leftOut };
  }
  return { result: { ...result, contenders: [] }, leftOut: 'the contenders' };
}
