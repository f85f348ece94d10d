// What watching costs: the harness shares its cores with what it measures, so its own part belongs into the result. Pure.
import type { Sample } from './sampler.ts';

/**
 * The harness's share (0 to 1) of the CPU that all sampled processes used together while orders came, up to
 * `untilMs` after t = 0; null where CPU could not be read.
 */
export function harnessShareOf(samples: readonly Sample[], untilMs: number): number | null {
  let own = 0;
  let all = 0;
  samples.forEach(({ atMs, cpu }, i) => {
    if (!cpu || atMs > untilMs) return;
    // A sample says how many cores were used since the one before.
    const elapsedMs = atMs - (samples[i - 1]?.atMs ?? 0);
    own += (cpu['harness'] ?? 0) * elapsedMs;
    for (const cores of Object.values(cpu)) all += cores * elapsedMs;
  });
  return all > 0 ? Math.round((own / all) * 1_000) / 1_000 : null;
}
