// The client's journal of the bench, written by the same Ledger and in the same words as in a run.
import { approvedCard } from '../../../shared/services/card-network.ts';
import type { Arrival } from '../../engine/arrivals.ts';
import { Ledger } from '../../engine/ledger.ts';
import { idOf, recipeOf, spreadMs } from './orders.ts';

/** The schedule: `orders` arrivals, `gapMs` apart. */
export function arrivalsOf(orders: number, gapMs: number): Arrival[] {
  return Array.from({ length: orders }, (_, n) => {
    const orderId = idOf('order', n);
    return {
      atMs: n * gapMs,
      booking: {
        ...{ orderId, flight: `RB${1000 + (n % 20)}`, seats: 1, card: approvedCard },
        email: `user-${orderId.slice(0, 8)}@example.com`,
      },
    };
  });
}

/** What the client saw of the scheduled orders. */
export function journalOf(arrivals: Arrival[]): Ledger {
  const ledger = new Ledger(arrivals);
  for (const [n, { atMs, booking }] of arrivals.entries()) {
    const { client } = recipeOf(n);
    if (!client) continue;
    const start = atMs + spreadMs(n);
    ledger.sent(booking.orderId, atMs + 0.3);
    ledger.answered(booking.orderId, client.answer, client.status, start + client.afterMs);
    for (const [news, afterMs] of client.told) ledger.tell(booking.orderId, news, start + afterMs);
  }
  ledger.giveUpUnanswered();
  return ledger;
}

/** Ids of the orders of which a copy lies in a dead-letter topic. */
export function deadLettersOf(orders: number): Set<string> {
  const ids = new Set<string>();
  for (let n = 0; n < orders; n++) if (recipeOf(n).deadLettered) ids.add(idOf('order', n));
  return ids;
}
