// The client's journal: per order when it was due, sent and answered, and what its user was last told.
import type { Arrival } from './arrivals.ts';

/** The first answer to the POST. */
export type AnswerKind = 'confirmed' | 'accepted' | 'rejected' | 'failed' | 'unknown';
/** The last thing a user could learn. */
export type Told = 'confirmed' | 'no-business' | 'no-technical' | 'pending' | 'silent';

/** One order in the journal; every time is ms after t = 0. */
export type JournalEntry = {
  arrival: Arrival;
  sentAtMs: number | null;
  answeredAtMs: number | null;
  answer: AnswerKind | null;
  /** HTTP status of the first answer; null without one. */
  status: number | null;
  told: Told;
  /** When the user was last told something new. */
  toldAtMs: number | null;
  /** The user was told two different final things. */
  contradicted: boolean;
};

const finalNews: ReadonlySet<Told> = new Set(['confirmed', 'no-business', 'no-technical']);

/** True when the user has been told something final. */
export function isFinal(told: Told): boolean {
  return finalNews.has(told);
}

/** The journal of one contender run. */
export class Ledger {
  readonly entries: Map<string, JournalEntry>;

  constructor(arrivals: Arrival[]) {
    this.entries = new Map();
    for (const arrival of arrivals) this.add(arrival);
  }

  /** One more order that is due; a closed loop makes them as it goes. */
  add(arrival: Arrival): void {
    this.entries.set(arrival.booking.orderId, {
      arrival,
      sentAtMs: null,
      answeredAtMs: null,
      answer: null,
      status: null,
      told: 'silent',
      toldAtMs: null,
      contradicted: false,
    });
  }

  sent(orderId: string, atMs: number): void {
    const entry = this.entries.get(orderId);
    if (entry) entry.sentAtMs = atMs;
  }

  answered(orderId: string, answer: AnswerKind, status: number | null, atMs: number): void {
    const entry = this.entries.get(orderId);
    if (!entry) return;
    entry.answer = answer;
    entry.status = status;
    if (answer !== 'unknown') entry.answeredAtMs = atMs;
  }

  /** The user learns something. Pending is no news to somebody who has heard anything before. */
  tell(orderId: string, news: Told, atMs: number): void {
    const entry = this.entries.get(orderId);
    if (!entry || entry.told === news || news === 'silent') return;
    if (news === 'pending' && entry.told !== 'silent') return;
    if (isFinal(entry.told) && isFinal(news)) entry.contradicted = true;
    entry.told = news;
    entry.toldAtMs = atMs;
  }

  /** Drops the orders that were due before `atMs`; for a session without an end. */
  forget(atMs: number): void {
    for (const [orderId, { arrival }] of this.entries) {
      if (arrival.atMs >= atMs) return;
      this.entries.delete(orderId);
    }
  }

  /** Nobody waits for an answer any more. */
  giveUpUnanswered(): void {
    for (const entry of this.entries.values())
      if (entry.sentAtMs !== null) entry.answer ??= 'unknown';
  }

  /** Orders sent and not answered yet. */
  inFlight(): number {
    let count = 0;
    for (const entry of this.entries.values())
      if (entry.sentAtMs !== null && entry.answer === null) count++;
    return count;
  }
}
