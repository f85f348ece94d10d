// What one tool says of one freeze, and how far that is from what is true. Pure.
import { count, duration, times } from '../../reports/numbers.ts';
import type { Freeze } from './fire.ts';
import { spreadOf, type Spread } from './lateness.ts';
import { textTable } from '../engine/text-table.ts';

/** The latencies a tool reports, in ms. */
export type Opinion = {
  who: string;
  /** Requests of it that were answered. */
  requests: number;
  /** Values its percentiles are made of: more than its requests when it makes some up. */
  samples: number;
  latencyMs: Spread;
};

/**
 * What is true: an order that is due while the server stands still waits for the end of that, all others are
 * answered at once. `dueMs` are the intended instants, ms after t = 0.
 */
export function truthOf(dueMs: readonly number[], { atMs, forMs }: Freeze): Opinion {
  const untilMs = atMs + forMs;
  const waits = dueMs.map((due) => (due >= atMs && due < untilMs ? untilMs - due : 0));
  return {
    who: 'what is true (from the schedule)',
    ...{ requests: dueMs.length, samples: dueMs.length, latencyMs: spreadOf(waits) },
  };
}

/** The table: the truth first. */
export function opinionLines(truth: Opinion, opinions: readonly Opinion[]): string[] {
  return textTable([
    ['', 'requests', 'samples', 'p50', 'p99', 'max', 'so'],
    ...[truth, ...opinions].map((opinion) => [
      opinion.who,
      count(opinion.requests),
      count(opinion.samples),
      ...(opinion.latencyMs
        ? [opinion.latencyMs.p50, opinion.latencyMs.p99, opinion.latencyMs.max].map(duration)
        : ['–', '–', '–']),
      opinion === truth ? '' : verdictOn(opinion, truth),
    ]),
  ]);
}

/** Near enough: a tenth, since each tool has a freeze of its own, and what an answer takes without any. */
const answerAtMostMs = 10;

function verdictOn({ latencyMs }: Opinion, { latencyMs: real }: Opinion): string {
  if (!latencyMs || !real) return 'no figures';
  const wrong = (['p50', 'p99', 'max'] as const).flatMap((name) => {
    const [said, is] = [latencyMs[name], real[name]];
    if (Math.abs(said - is) <= is / 10 + answerAtMostMs) return [];
    if (said > is) return `${name} ${is > 0 ? times(said, is) : duration(said)} too high`;
    return `${name} ${said > 0 ? times(is, said) : duration(is)} too low`;
  });
  return wrong.length === 0 ? 'right' : wrong.join(', ');
}
