// A run of hours has more seconds than a screen has pixels: neighbours are drawn as the worst of them, never as their mean.
import type { TimelineBucket } from '../shared/run-result.ts';

/** More points than this on one line cannot be told apart, and only make the page heavy. */
const mostPoints = 600;

/** How many seconds one point stands for, when the longest line has this many. */
export function secondsPerPoint(longest: number): number {
  return Math.max(1, Math.ceil(longest / mostPoints));
}

type Quantiles = TimelineBucket['decisionMs'];

function worstCount(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

/** A second whose orders never got there is worse than any slow one: it leaves the gap. */
function worstLatency(
  seconds: readonly TimelineBucket[],
  of: (second: TimelineBucket) => Quantiles,
): Quantiles {
  if (seconds.some((second) => of(second) === null && second.offered > 0)) return null;
  const there = seconds.map(of).filter((quantiles) => quantiles !== null);
  if (there.length === 0) return null;
  return {
    p50: Math.max(...there.map(({ p50 }) => p50)),
    p95: Math.max(...there.map(({ p95 }) => p95)),
    p99: Math.max(...there.map(({ p99 }) => p99)),
  };
}

/** Every group of seconds as one bucket with the worst of each number that the charts draw. */
export function worstOf(timeline: readonly TimelineBucket[], group: number): TimelineBucket[] {
  if (group <= 1) return [...timeline];
  return Array.from({ length: Math.ceil(timeline.length / group) }, (_, i) =>
    timeline.slice(i * group, (i + 1) * group),
  ).flatMap((seconds): TimelineBucket[] => {
    const [first] = seconds;
    if (first === undefined) return [];
    return [
      {
        ...first,
        lost: worstCount(seconds.map(({ lost }) => lost)) ?? 0,
        answerMs: worstLatency(seconds, ({ answerMs }) => answerMs),
        decisionMs: worstLatency(seconds, ({ decisionMs }) => decisionMs),
        emailMs: worstLatency(seconds, ({ emailMs }) => emailMs),
        consumerLag: worstCount(seconds.map(({ consumerLag }) => consumerLag)),
        outboxDepth: worstCount(seconds.map(({ outboxDepth }) => outboxDepth)),
        retryDepth: worstCount(seconds.map(({ retryDepth }) => retryDepth)),
        owedWork: worstCount(seconds.map(({ owedWork }) => owedWork)),
      },
    ];
  });
}

/** What the reader of a thinned line must know; null for a line that shows every second. */
export function thinnedWords(group: number): string | null {
  return group > 1 ? `Long run: each point is the worst of ${group} seconds.` : null;
}
