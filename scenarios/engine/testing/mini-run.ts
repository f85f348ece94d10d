// A small hand-driven run for tests: send orders, disturb, let it settle, and let the checker judge.
import type { Arrival } from '../arrivals.ts';
import { planArrivals } from '../arrivals.ts';
import type { BootedContender } from '../boot-contender.ts';
import type { JudgedOrder } from '../check.ts';
import { checkOrders } from '../check-orders.ts';
import { createHttpClient } from '../http.ts';
import { Ledger } from '../ledger.ts';
import { sendArrivals } from '../load.ts';
import { drain } from '../quiescence.ts';
import { startPolling } from '../user-interface.ts';

/** Orders for a test: `count` of them, a few milliseconds apart. */
export function someArrivals(count: number, gapMs: number): Arrival[] {
  return planArrivals({
    process: 'constant',
    ratePerSecond: 1_000 / gapMs,
    durationMs: gapMs * (count + 0.5),
    draw: { flights: 4, declinedShare: 0 },
    seed: 7,
  });
}

/** Sends the arrivals while `disturb` does its worst, drains, and returns every order's verdict. */
export async function miniRun(
  { edgeUrl, group, prepared, database }: BootedContender,
  arrivals: Arrival[],
  disturb: () => Promise<void>,
): Promise<{ judged: JudgedOrder[]; drained: boolean }> {
  const client = createHttpClient();
  const watching = new AbortController();
  const ledger = new Ledger(arrivals);
  const startedAt = performance.now();
  const clock = () => performance.now() - startedAt;
  try {
    const polling = startPolling({ edgeUrl, client, ledger, clock, signal: watching.signal });
    const sending = sendArrivals({
      ...{ arrivals, edgeUrl, client, ledger, clock },
      requestDeadlineMs: 8_000,
      signal: new AbortController().signal,
    });
    await Promise.all([sending, disturb()]);
    const { quietAtMs } = await drain({
      ...{ ledger, group, prepared, clock },
      deadlineMs: 40_000,
      signal: new AbortController().signal,
    });
    await polling.pollOnce();
    watching.abort();
    await polling.done;
    const letters = (await prepared.deadLetters()).filter((id) => id !== null);
    const { judged } = await checkOrders({
      ...{ checker: database.checker, journal: ledger.entries, warmUpIds: new Set<string>() },
      ...{ deadLettered: new Set(letters), patienceMs: 60_000, fault: null, watched: [] },
    });
    return { judged, drained: quietAtMs !== null };
  } finally {
    watching.abort();
    client.close();
  }
}
