// What a measurement cost in CPU, by process, and how much of the machine somebody else had meanwhile.
import type { CpuUse } from '../../shared/bench-result.ts';
import type { Infrastructure } from '../../shared/infra/infrastructure.ts';
import type { BootedContender } from '../engine/boot-contender.ts';
import { busySeconds, cpuSeconds } from '../engine/process-stats.ts';

/** Starts to count; what it gives back ends it and divides by the orders. Null where nothing can be read. */
export async function countCpu(
  { group }: BootedContender,
  { postgres, kafka }: Infrastructure,
): Promise<(orders: number) => Promise<CpuUse | null>> {
  const servers = { postgres: postgres?.pid(), kafka: kafka?.pid() };
  const roots = [
    { name: 'generator', pid: process.pid, tree: false },
    ...Object.entries(group.pids()).map(([name, pid]) => ({ name, pid, tree: false })),
    ...Object.entries(servers).flatMap(([name, pid]) =>
      pid === undefined ? [] : [{ name, pid, tree: true }],
    ),
  ];
  const read = async () => ({
    ...{ used: await cpuSeconds(roots), busy: await busySeconds(), atMs: performance.now() },
  });
  const before = await read();
  return async (orders) => {
    const after = await read();
    const { used: usedBefore } = before;
    const { used: usedAfter } = after;
    if (!usedBefore || !usedAfter || before.busy === null || after.busy === null || orders === 0)
      return null;
    const seconds = roots.map(({ name }) => {
      const used = (usedAfter[name] ?? 0) - (usedBefore[name] ?? 0);
      return { name, used: Math.max(0, used) };
    });
    const ours = seconds.reduce((sum, { used }) => sum + used, 0);
    const elapsedS = (after.atMs - before.atMs) / 1_000;
    return {
      msPerOrder: Object.fromEntries(
        seconds.map(({ name, used }) => [name, Math.round((used * 1e6) / orders) / 1_000]),
      ),
      otherCores: Math.max(
        0,
        Math.round(((after.busy - before.busy - ours) / elapsedS) * 100) / 100,
      ),
    };
  };
}
