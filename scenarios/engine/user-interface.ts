// The simulated UI: asks for the state of undecided orders in batches, so that watching does not disturb.
import { maxIds } from '../../shared/services/booking-api.ts';
import type { HttpClient } from './http.ts';
import { isFinal, type JournalEntry, type Ledger } from './ledger.ts';
import { newsFrom, sleep, type Clock } from './load.ts';

const pollEveryMs = 250;
// Somebody who has waited this long looks less often.
const patientAfterMs = 3_000;
const patientEveryMs = 1_000;
// And the longer it takes, the less often: after an hour, every three minutes.
const looksPerAge = 20;
const pollDeadlineMs = 2_000;

/** Polls until `signal` aborts; call `pollOnce` for a last look after that. */
export function startPolling(options: {
  edgeUrl: string;
  client: HttpClient;
  ledger: Ledger;
  clock: Clock;
  signal: AbortSignal;
}): { done: Promise<void>; pollOnce(): Promise<void> } {
  const { edgeUrl, client, ledger, clock, signal } = options;
  const askedAt = new WeakMap<JournalEntry, number>();

  const ask = async (entries: JournalEntry[]) => {
    const ids = entries.map((e) => e.arrival.booking.orderId);
    for (const entry of entries) askedAt.set(entry, clock());
    const reply = await client.send('GET', `${edgeUrl}/bookings?ids=${ids.join(',')}`, {
      deadlineMs: pollDeadlineMs,
    });
    const now = clock();
    for (const { orderId, told } of newsFrom(reply)) ledger.tell(orderId, told, now);
  };

  const askAll = async (wanted: (entry: JournalEntry) => boolean) => {
    const open = [...ledger.entries.values()].filter((e) => e.answer !== null && wanted(e));
    for (let from = 0; from < open.length; from += maxIds)
      await ask(open.slice(from, from + maxIds));
  };

  const isDue = (entry: JournalEntry) => {
    if (isSettledForUser(entry)) return false;
    const now = clock();
    const age = now - entry.arrival.atMs;
    const since = now - (askedAt.get(entry) ?? Number.NEGATIVE_INFINITY);
    return (
      since >= (age > patientAfterMs ? Math.max(patientEveryMs, age / looksPerAge) : pollEveryMs)
    );
  };

  const loop = async () => {
    while (!signal.aborted) {
      await askAll(isDue);
      await sleep(pollEveryMs, signal);
    }
  };
  return { done: loop(), pollOnce: () => askAll((entry) => !isSettledForUser(entry)) };
}

/** A user with a plain final answer stops looking; one with an error keeps an eye on the status page. */
function isSettledForUser(entry: JournalEntry): boolean {
  if (entry.answer === 'failed' || entry.answer === 'unknown') return entry.told === 'confirmed';
  return isFinal(entry.told);
}
