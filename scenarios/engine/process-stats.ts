// CPU time and memory of process trees, read from /proc; absent where there is none.
import { readFile, readdir } from 'node:fs/promises';

/** Clock ticks per second of /proc/stat and /proc/<pid>/stat; 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

type Stat = {
  pid: number;
  parent: number;
  usedSeconds: number;
  /** Of its children that have ended and are in no list any more. */
  endedSeconds: number;
};

async function readStat(pid: number): Promise<Stat | undefined> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces; the fields of interest come after its closing parenthesis.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const usedSeconds = (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
    const endedSeconds = (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
    return { pid, parent: Number(fields[1]), usedSeconds, endedSeconds };
  } catch {
    return undefined;
  }
}

async function allStats(): Promise<Stat[] | undefined> {
  try {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    return (await Promise.all(pids.map(readStat))).filter((stat) => stat !== undefined);
  } catch {
    return undefined;
  }
}

function treeOf(root: number, stats: Stat[]): Stat[] {
  const members = new Set([root]);
  for (let grew = true; grew;) {
    grew = false;
    for (const stat of stats)
      if (members.has(stat.parent) && !members.has(stat.pid)) {
        members.add(stat.pid);
        grew = true;
      }
  }
  return stats.filter((stat) => members.has(stat.pid));
}

/**
 * Seconds that all processors together have been busy so far, or were kept from us by the machine that this one is
 * simulated on ("steal"); null without /proc.
 */
export async function busySeconds(): Promise<number | null> {
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const [user, nice, system, , , irq, softirq, steal] =
    /^cpu +(.*)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? [];
  if (user === undefined) return null;
  const ticks = user + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0) + (steal ?? 0);
  return ticks / ticksPerSecond;
}

/** CPU seconds used so far, per name; a name covers its process and (if `tree`) all below it. */
export async function cpuSeconds(
  roots: { name: string; pid: number; tree: boolean }[],
): Promise<Record<string, number> | null> {
  const stats = await allStats();
  if (!stats || stats.length === 0) return null;
  return Object.fromEntries(
    roots.map(({ name, pid, tree }) => {
      if (!tree) return [name, stats.find((stat) => stat.pid === pid)?.usedSeconds ?? 0];
      const members = treeOf(pid, stats);
      return [name, members.reduce((sum, stat) => sum + stat.usedSeconds + stat.endedSeconds, 0)];
    }),
  );
}

/** Memory of all processes below (and with) `roots` in MB, shared pages counted once (PSS); null without /proc. */
export async function memoryMb(roots: number[]): Promise<number | null> {
  const stats = await allStats();
  if (!stats || stats.length === 0) return null;
  const pids = new Set(roots.flatMap((root) => treeOf(root, stats).map((stat) => stat.pid)));
  let kb = 0;
  for (const pid of pids) {
    const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kb += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  }
  return Math.round(kb / 1_024);
}
