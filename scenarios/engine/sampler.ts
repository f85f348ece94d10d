// Once a second: backlog, breaker and CPU, and running totals that survive a service's restart.
import type { Gauges, PreparedVariant } from '../../shared/variant.ts';
import { sleep, type Clock } from './load.ts';
import { usedSince, type CpuReading, type CpuUsed } from './cpu-reading.ts';
import { busySeconds, cpuSeconds, memoryMb } from './process-stats.ts';
import type { ServiceGroup } from './service-group.ts';

/** One look at a running contender, and the CPU used since the one before. */
export type Sample = CpuUsed & {
  atMs: number;
  gauges: Gauges;
  breaker: 'closed' | 'half-open' | 'open' | null;
};

export type Sampler = {
  samples: Sample[];
  /** Charge attempts so far, over restarts. */
  chargeAttempts(): number;
  peakMemoryMb(): number | null;
  done: Promise<void>;
};

const everyMs = 1_000;
const noGauges: Gauges = { consumerLag: null, outboxDepth: null, retryDepth: null, owedWork: null };
const breakerStates = ['closed', 'half-open', 'open'] as const;

/** Samples until `signal` aborts; failures to read (a killed service, a busy broker) leave gaps, not errors. */
export function startSampling(options: {
  group: ServiceGroup;
  prepared: PreparedVariant;
  /** Further processes to account for, by name, each with all below it; those not running are left out. */
  servers: Record<string, { pid(): number | undefined } | undefined>;
  clock: Clock;
  signal: AbortSignal;
}): Sampler {
  const { group, prepared, clock, signal } = options;
  const samples: Sample[] = [];
  const attempts = createRunningTotal();
  let before: CpuReading | undefined;
  const serverCount = Object.values(options.servers).filter((server) => server).length;
  let peakMb: number | null = null;

  const sample = async () => {
    const atMs = clock();
    const pids = group.pids();
    const services = Object.entries(group.seenPids()).map(([name, pid]) => ({
      ...{ name, pid, tree: false },
    }));
    const servers = Object.entries(options.servers).flatMap(([name, server]) => {
      const pid = server?.pid();
      return pid === undefined ? [] : [{ name, pid, tree: true }];
    });
    const harness = { name: 'harness', pid: process.pid, tree: false };
    const [gauges, gateway, billing, seconds, busy] = await Promise.all([
      prepared.gauges().catch(() => noGauges),
      group.services.gateway.gauges(),
      Promise.all(group.instances.billing.map((instance) => instance.gauges())),
      cpuSeconds([harness, ...services, ...servers]),
      busySeconds(),
    ]);
    attempts.observe(`gateway ${pids['gateway'] ?? ''}`, gateway?.['chargeAttempts']);
    for (const [i, { name }] of group.instances.billing.entries())
      attempts.observe(`${name} ${pids[name] ?? ''}`, billing[i]?.['chargeAttempts']);
    const state = breakerStates.find((s) => s === gateway?.['breaker']) ?? null;
    const now = seconds ? { atMs, seconds, busy } : undefined;
    const seesAll = !group.contained && servers.length === serverCount;
    samples.push({ atMs, gauges, breaker: state, ...usedSince(before, now, seesAll) });
    before = now;
  };

  const loop = async () => {
    for (let n = 0; !signal.aborted; n++) {
      await sample();
      // Containers are no children of this process: a part of the memory would pass for all of it.
      if (!group.contained && n % 5 === 4) {
        const mb = await memoryMb([process.pid]);
        if (mb !== null) peakMb = Math.max(peakMb ?? 0, mb);
      }
      // In the middle of each second: a timer that fires a little early then still falls into its own.
      await sleep((n + 1) * everyMs + everyMs / 2 - clock(), signal);
    }
    await sample();
  };
  return {
    samples,
    chargeAttempts: attempts.total,
    peakMemoryMb: () => peakMb,
    done: loop(),
  };
}

/** Adds up counters that start at zero with every new process; each process is observed under its own name. */
export function createRunningTotal() {
  const latest = new Map<string, number>();
  return {
    observe: (process: string, value: number | string | undefined) => {
      if (typeof value === 'number') latest.set(process, value);
    },
    total: () => [...latest.values()].reduce((sum, n) => sum + n, 0),
  };
}
