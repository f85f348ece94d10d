// Fires the scenarios' own generator at a server, and looks at what it cost this process.
import { PerformanceObserver } from 'node:perf_hooks';
import { waitUntil } from '../../shared/infra/wait.ts';
import { epochMs } from '../../shared/trace.ts';
import type { Arrival } from '../engine/arrivals.ts';
import { clientDeadlineMs } from '../engine/contender-run.ts';
import { createHttpClient } from '../engine/http.ts';
import { Ledger, type JournalEntry } from '../engine/ledger.ts';
import { sendArrivals, sleep, type Clock } from '../engine/load.ts';
import type { NoOpServer } from './no-op-process.ts';

/** A stretch in which the server stands still, ms after t = 0. */
export type Freeze = { atMs: number; forMs: number };

/** What the generator did, and what it took. */
export type Fired = {
  entries: JournalEntry[];
  /** Epoch ms of t = 0. */
  t0: number;
  /** The freeze as it was, ms after t = 0; undefined without one. */
  frozen: { fromMs: number; untilMs: number } | undefined;
  /** CPU of this process from the first arrival to the last answer, in cores. */
  cores: number;
  /** Longest pause for the garbage collector, in ms. */
  longestGcMs: number;
  memory: Memory;
};

/** Memory of the generator's process in MB; the heap after a collection, with the journal in it both times. */
export type Memory = {
  heapBefore: number;
  heapAfter: number;
  rssBefore: number;
  rssPeak: number;
};

const lookEveryMs = 100;
// After the client's own deadline nothing can be open any more.
const answersDeadlineMs = clientDeadlineMs + 5_000;

/**
 * Sends every arrival to `server` with the very code that scenarios use, and waits until each is answered or
 * given up. Rejects when `signal` aborts, or when an order is still open long after the client's deadline.
 * `warmUp` goes before, unwatched and on the same connections, as a scenario's warm-up does: of two cold processes
 * it would be measured how long their compilers keep the machine.
 */
export async function fire(
  server: NoOpServer,
  arrivals: Arrival[],
  options: { warmUp: Arrival[]; freeze?: Freeze; signal: AbortSignal },
): Promise<Fired> {
  const { freeze, signal } = options;
  const client = createHttpClient();
  const sender = { client, edgeUrl: server.url, requestDeadlineMs: clientDeadlineMs };
  const sendAll = async (wanted: Arrival[], ledger: Ledger, clock: Clock) => {
    await sendArrivals({ ...sender, arrivals: wanted, ledger, clock, signal });
    await waitUntil(
      'every order to be answered or given up',
      () => signal.aborted || ledger.inFlight() === 0,
      { deadlineMs: answersDeadlineMs, signal },
    );
  };
  const warmUpAt = epochMs();
  await sendAll(options.warmUp, new Ledger(options.warmUp), () => epochMs() - warmUpAt);
  await server.receipts();
  const ledger = new Ledger(arrivals);
  const heapBefore = collectedHeapMb();
  const rssBefore = rssMb();
  let rssPeak = rssBefore;
  const looking = setInterval(() => {
    rssPeak = Math.max(rssPeak, rssMb());
  }, lookEveryMs);
  let longestGcMs = 0;
  const collections = new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestGcMs = Math.max(longestGcMs, duration);
  });
  collections.observe({ entryTypes: ['gc'] });
  const t0 = epochMs();
  const clock = () => epochMs() - t0;
  const cpuBefore = process.cpuUsage();
  const stand = async ({ atMs, forMs }: Freeze) => {
    await sleep(atMs - clock(), signal);
    const fromMs = clock();
    await server.freeze(forMs, signal);
    return { fromMs, untilMs: clock() };
  };
  try {
    const [frozen] = await Promise.all([
      freeze ? stand(freeze) : undefined,
      sendAll(arrivals, ledger, clock),
    ]);
    const { user, system } = process.cpuUsage(cpuBefore);
    collections.disconnect();
    const cores = (user + system) / 1_000 / clock();
    client.close();
    // Thousands of connections are gone when the event loop has been round, not at once.
    await sleep(lookEveryMs, signal);
    const heapAfter = collectedHeapMb();
    const memory = { heapBefore, heapAfter, rssBefore, rssPeak };
    return { entries: [...ledger.entries.values()], t0, frozen, cores, longestGcMs, memory };
  } finally {
    clearInterval(looking);
    collections.disconnect();
    client.close();
  }
}

function rssMb(): number {
  return process.memoryUsage.rss() / 2 ** 20;
}

function collectedHeapMb(): number {
  // Without a collection the figure says when the last one was, and nothing else.
  if (!globalThis.gc) throw new Error('start it with npm run: it needs node --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
