// Once a second: backlog, breaker and CPU, and running totals that survive a service's restart.
import type { Gauges, PreparedVariant } from '../../shared/variant.ts';
import { roleOfInstance } from './instances.ts';
import { sleep, type Clock } from './load.ts';
import { cpuSeconds, memoryMb } from './process-stats.ts';
import type { ServiceGroup } from './service-group.ts';

/** One look at a running contender. */
export type Sample = {
  atMs: number;
  gauges: Gauges;
  breaker: 'closed' | 'half-open' | 'open' | null;
  /** CPU share per service or server since the last sample, its instances together; null where it cannot be read. */
  cpu: Record<string, number> | null;
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
  let cpuBefore: { atMs: number; seconds: Record<string, number> } | undefined;
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
    const [gauges, gateway, billing, seconds] = await Promise.all([
      prepared.gauges().catch(() => noGauges),
      group.services.gateway.gauges(),
      Promise.all(group.instances.billing.map((instance) => instance.gauges())),
      cpuSeconds([harness, ...services, ...servers]),
    ]);
    attempts.observe(`gateway ${pids['gateway'] ?? ''}`, gateway?.['chargeAttempts']);
    for (const [i, { name }] of group.instances.billing.entries())
      attempts.observe(`${name} ${pids[name] ?? ''}`, billing[i]?.['chargeAttempts']);
    const state = breakerStates.find((s) => s === gateway?.['breaker']) ?? null;
    samples.push({ atMs, gauges, breaker: state, cpu: shares(cpuBefore, atMs, seconds) });
    cpuBefore = seconds ? { atMs, seconds } : undefined;
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

function shares(
  before: { atMs: number; seconds: Record<string, number> } | undefined,
  atMs: number,
  seconds: Record<string, number> | null,
): Record<string, number> | null {
  if (!seconds || !before || atMs - before.atMs < 100) return null;
  const elapsed = (atMs - before.atMs) / 1_000;
  const used: Record<string, number> = {};
  for (const [name, now] of Object.entries(seconds)) {
    const role = roleOfInstance(name);
    used[role] = (used[role] ?? 0) + Math.max(0, now - (before.seconds[name] ?? now));
  }
  return Object.fromEntries(
    Object.entries(used).map(([name, s]) => [name, Math.round((s / elapsed) * 100) / 100]),
  );
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
