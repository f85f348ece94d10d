// What the harness and others took of the cores that they share with what is measured: it belongs into the result. Pure.
import type { ContenderRun } from '../../shared/run-result.ts';
import type { Sample } from './sampler.ts';

/** Both, as they stand in a run. */
export function observationOf(
  samples: readonly Sample[],
  untilMs: number,
): Pick<ContenderRun, 'harnessCpuShare' | 'otherCores'> {
  return {
    harnessCpuShare: harnessShareOf(samples, untilMs),
    otherCores: otherCoresOf(samples, untilMs),
  };
}

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

/**
 * Cores that others had on average while orders came, up to `untilMs` after t = 0: other programs, and the host of a
 * virtual machine; null where that is not known.
 */
export function otherCoresOf(samples: readonly Sample[], untilMs: number): number | null {
  let taken = 0;
  let lasted = 0;
  samples.forEach(({ atMs, otherCores }, i) => {
    if (otherCores === null || atMs > untilMs) return;
    const elapsedMs = atMs - (samples[i - 1]?.atMs ?? 0);
    taken += otherCores * elapsedMs;
    lasted += elapsedMs;
  });
  return lasted > 0 ? Math.round((taken / lasted) * 100) / 100 : null;
}
