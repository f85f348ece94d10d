// Reads what `wrk --latency` prints. Pure.
import type { Opinion } from './opinion.ts';

const unitMs: Record<string, number> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

/** The opinion in wrk's output; throws an Error with that output when it is not as expected. */
export function readWrk(text: string): Opinion {
  const of = (pattern: RegExp): number => {
    const [, value = '', unit = ''] = pattern.exec(text) ?? [];
    const ms = Number(value) * (unitMs[unit] ?? Number.NaN);
    if (value === '' || !Number.isFinite(ms)) throw new Error(`wrk said something else: ${text}`);
    return Math.round(ms * 10) / 10;
  };
  const requests = Number(/(\d+) requests in /.exec(text)?.[1] ?? Number.NaN);
  if (!Number.isFinite(requests)) throw new Error(`wrk said something else: ${text}`);
  return {
    who: 'wrk, 2 connections, no rate',
    requests,
    // It prints no number of samples.
    samples: requests,
    latencyMs: {
      p50: of(/50%\s+([\d.]+)(us|ms|s|m)\b/),
      p99: of(/99%\s+([\d.]+)(us|ms|s|m)\b/),
      max: of(/Latency\s+[\d.]+\w+\s+[\d.]+\w+\s+([\d.]+)(us|ms|s|m)\b/),
    },
  };
}
