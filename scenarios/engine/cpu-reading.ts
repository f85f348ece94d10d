// What two looks at the processes and at the machine say of the time between them. Pure.
import { roleOfInstance } from './instances.ts';

/** CPU seconds used so far: by each process of ours, and by all of the machine (null where it does not tell). */
export type CpuReading = { atMs: number; seconds: Record<string, number>; busy: number | null };

/** Cores used between two readings. */
export type CpuUsed = {
  /** By service or server, its instances together; null where it cannot be read. */
  cpu: Record<string, number> | null;
  /** By others; null where that is not known. */
  otherCores: number | null;
};

/** Closer readings than this say nothing: the system counts in hundredths of a second. */
const leastMs = 100;

/** Cores used from one reading to the next. `seesAll`: the readings name every process that is ours. */
export function usedSince(
  before: CpuReading | undefined,
  now: CpuReading | undefined,
  seesAll: boolean,
): CpuUsed {
  if (!now || !before || now.atMs - before.atMs < leastMs) return { cpu: null, otherCores: null };
  const elapsedS = (now.atMs - before.atMs) / 1_000;
  const cores = (seconds: number) => Math.round((seconds / elapsedS) * 100) / 100;
  const used: Record<string, number> = {};
  let ours = 0;
  for (const [name, seconds] of Object.entries(now.seconds)) {
    // A process that was not there before has a past of its own.
    const more = Math.max(0, seconds - (before.seconds[name] ?? seconds));
    const role = roleOfInstance(name);
    used[role] = (used[role] ?? 0) + more;
    ours += more;
  }
  const otherCores =
    !seesAll || before.busy === null || now.busy === null
      ? null
      : Math.max(0, cores(now.busy - before.busy - ours));
  return {
    cpu: Object.fromEntries(Object.entries(used).map(([name, s]) => [name, cores(s)])),
    otherCores,
  };
}
