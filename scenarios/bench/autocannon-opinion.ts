// autocannon's opinion of a freeze, with a rate and its own ten connections.
import autocannon from 'autocannon';
import { z } from 'zod';
import { sleep } from '../engine/load.ts';
import type { Freeze } from './fire.ts';
import type { NoOpServer } from './no-op-process.ts';
import type { Opinion } from './opinion.ts';

// Its types do not know of the count of samples.
const resultSchema = z.object({
  requests: z.object({ total: z.number() }),
  latency: z.object({
    ...{ p50: z.number(), p99: z.number(), max: z.number(), totalCount: z.number() },
  }),
});

/** Runs autocannon for `seconds` at `ratePerSecond`; `corrects` is its default, with a rate set. */
export async function autocannonOpinion(
  server: NoOpServer,
  options: {
    ratePerSecond: number;
    seconds: number;
    freeze: Freeze;
    corrects: boolean;
    signal: AbortSignal;
  },
): Promise<Opinion> {
  const { freeze, corrects, signal } = options;
  const running = autocannon({
    url: `${server.url}/bookings`,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    duration: options.seconds,
    overallRate: options.ratePerSecond,
    ...(corrects ? {} : { ignoreCoordinatedOmission: true }),
  });
  const stand = async () => {
    await sleep(freeze.atMs, signal);
    if (!signal.aborted) await server.freeze(freeze.forMs, signal);
  };
  const [result] = await Promise.all([running, stand()]);
  const { latency, requests } = resultSchema.parse(result);
  return {
    who: corrects ? 'autocannon with a rate' : 'autocannon with ignoreCoordinatedOmission',
    ...{ requests: requests.total, samples: latency.totalCount },
    latencyMs: { p50: latency.p50, p99: latency.p99, max: latency.max },
  };
}
