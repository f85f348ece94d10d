// Waits until nothing more will happen by itself: no request in flight, no lag, no outbox, no retry, no debt.
import type { Gauges, PreparedVariant } from '../../shared/variant.ts';
import type { Ledger } from './ledger.ts';
import { sleep, type Clock } from './load.ts';
import type { RunningService } from './service-group.ts';

/** How long everything must have been quiet before we believe it, in ms. */
const graceMs = 600;
const lookEveryMs = 100;

/** How the wait ended: quiet since an instant of the run's clock, or what is left and whether it moves at all. */
export type Drained =
  { quietAtMs: number } | { quietAtMs: null; left: string; standstill: boolean };

/**
 * What has not moved for this long will not move by itself: a consumer stuck behind a message, say.
 * Longer than any timer of ours that takes up an order again (an order is overdue after 20 s).
 */
const standstillMs = 25_000;

/** Waits for quiescence, or for a standstill: both are an end, and only the first is a good one. */
export async function drain(options: {
  ledger: Pick<Ledger, 'inFlight'>;
  group: {
    instances: Record<string, Pick<RunningService, 'name' | 'pid' | 'gauges'>[]>;
  };
  prepared: Pick<PreparedVariant, 'gauges'>;
  clock: Clock;
  deadlineMs: number;
  signal: AbortSignal;
}): Promise<Drained> {
  const { clock, signal } = options;
  const giveUpAt = clock() + options.deadlineMs;
  let quietSince: number | undefined;
  let left = 'nothing was looked at';
  let sameSince = clock();
  while (clock() < giveUpAt && !signal.aborted) {
    const work = await workLeft(options).catch((error: unknown) => String(error));
    if (work === undefined) {
      quietSince ??= clock();
      if (clock() - quietSince >= graceMs) return { quietAtMs: quietSince };
    } else {
      quietSince = undefined;
      if (work !== left) sameSince = clock();
      left = work;
      if (clock() - sameSince >= standstillMs) return { quietAtMs: null, left, standstill: true };
    }
    await sleep(lookEveryMs, signal);
  }
  return { quietAtMs: null, left, standstill: false };
}

async function workLeft(options: Parameters<typeof drain>[0]): Promise<string | undefined> {
  const unanswered = options.ledger.inFlight();
  if (unanswered > 0) return `${unanswered} requests without an answer`;
  // A service that is gone has nothing in hand; one that is there and silent may have.
  const services = Object.values(options.group.instances)
    .flat()
    .filter((s) => s.pid() !== undefined);
  const gauges = await Promise.all(services.map((service) => service.gauges()));
  const silent = services.find((_, i) => gauges[i] === undefined);
  if (silent) return `no answer from the ${silent.name} service`;
  const inFlight = gauges.reduce((sum, g) => sum + Number(g?.['inFlight'] ?? 0), 0);
  if (inFlight > 0) return `${inFlight} requests in flight between services`;
  return describeWork(await options.prepared.gauges());
}

/** What the gauges say is still to be done; undefined when nothing is. */
export function describeWork(gauges: Gauges): string | undefined {
  const parts: [number | null, string][] = [
    [gauges.consumerLag, 'messages not consumed'],
    [gauges.outboxDepth, 'outbox rows not published'],
    [gauges.retryDepth, 'messages waiting for a retry'],
    [gauges.owedWork, 'orders with work owed'],
  ];
  const open = parts.filter(([count]) => (count ?? 0) > 0);
  return open.length > 0 ? open.map(([count, what]) => `${count} ${what}`).join(', ') : undefined;
}
