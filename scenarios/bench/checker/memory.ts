// Resident memory of this process: now, and at its highest since a given instant.
import { readFile, writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Collects garbage, so that what is measured next starts from what is really held. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
}

/** From now on the peak counts anew; false where the system cannot do that. */
export async function resetPeak(): Promise<boolean> {
  return writeFile('/proc/self/clear_refs', '5').then(
    () => true,
    () => false,
  );
}

/** Largest resident memory in MB: since `resetPeak` on Linux, elsewhere since the process started. */
export async function peakMb(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kb = /^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS;
  return Math.round(Number(kb) / 1_024);
}

/** Resident memory in MB. */
export function residentMb(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
