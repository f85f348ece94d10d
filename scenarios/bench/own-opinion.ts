// Our generator's opinion of a freeze: every order counts from the instant it was due.
import type { Arrival } from '../engine/arrivals.ts';
import { fire, type Freeze } from './fire.ts';
import { spreadOf } from './lateness.ts';
import type { NoOpServer } from './no-op-process.ts';
import { truthOf, type Opinion } from './opinion.ts';

/** What our generator says, and what is true of the freeze as it was. */
export async function ownOpinion(
  server: NoOpServer,
  arrivals: Arrival[],
  options: { freeze: Freeze; signal: AbortSignal },
): Promise<{ truth: Opinion; opinion: Opinion }> {
  const { entries, frozen } = await fire(server, arrivals, { ...options, warmUp: [] });
  const { fromMs, untilMs } = frozen ?? { fromMs: 0, untilMs: 0 };
  const waits = entries.flatMap(({ answeredAtMs, arrival }) =>
    answeredAtMs === null ? [] : [answeredAtMs - arrival.atMs],
  );
  return {
    truth: truthOf(
      arrivals.map(({ atMs }) => atMs),
      { atMs: fromMs, forMs: untilMs - fromMs },
    ),
    opinion: {
      who: 'our generator, from the intended instant',
      requests: waits.length,
      samples: waits.length,
      latencyMs: spreadOf(waits),
    },
  };
}
