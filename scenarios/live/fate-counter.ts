// Counts what becomes of a stream of orders, second by second, and keeps only those that are still open. Pure.
import { nearestRank } from '../engine/latency.ts';
import type { AnswerKind } from '../engine/ledger.ts';

/** How the gateway's row of an order ended, and when; ms on the session's clock. */
export type Decision = {
  orderId: string;
  result: 'confirmed' | 'declined' | 'unavailable';
  atMs: number;
};

/** Totals since the start. offered = confirmed + declined + lost + waiting. */
export type Totals = {
  offered: number;
  confirmed: number;
  /** Told no for a business reason. */
  declined: number;
  /** Told no for a technical reason, or not answered; taken back should it be confirmed all the same. */
  lost: number;
  /** Sent and neither decided nor answered with an error. */
  waiting: number;
};

/** Median and 95th percentile in ms; null when there was nothing to measure. */
export type Quantiles = { p50: number; p95: number } | null;

/** What happened since the last look. */
export type Second = {
  offered: number;
  confirmed: number;
  lost: number;
  /** Of answers that came, from the instant the order was due. */
  answerMs: Quantiles;
  /** Of orders decided, from the instant they were due. */
  decisionMs: Quantiles;
};

type OpenOrder = { dueMs: number; lostAtMs: number | null };

/** An order that was given up is watched for this long: it may yet be confirmed. */
const watchLostMs = 60_000;

/** The counter of one contender. */
export class FateCounter {
  readonly totals: Totals = { offered: 0, confirmed: 0, declined: 0, lost: 0, waiting: 0 };
  readonly #open = new Map<string, OpenOrder>();
  #answers: number[] = [];
  #decisions: number[] = [];
  #before = { offered: 0, confirmed: 0, lost: 0 };
  #cursor = 0;

  sent(orderId: string, dueMs: number): void {
    this.#open.set(orderId, { dueMs, lostAtMs: null });
    this.totals.offered++;
    this.totals.waiting++;
  }

  /** The POST was answered, or given up (`unknown`). */
  answered(orderId: string, answer: AnswerKind, atMs: number): void {
    const order = this.#open.get(orderId);
    if (answer !== 'unknown' && order) this.#answers.push(atMs - order.dueMs);
    if (answer === 'failed' || answer === 'unknown') this.#lose(order, atMs);
  }

  decided({ orderId, result, atMs }: Decision): void {
    const order = this.#open.get(orderId);
    if (!order) return;
    if (result === 'unavailable') this.#lose(order, atMs);
    else {
      if (order.lostAtMs === null) this.totals.waiting--;
      else this.totals.lost--;
      this.totals[result]++;
      this.#decisions.push(atMs - order.dueMs);
    }
    this.#open.delete(orderId);
  }

  /** Up to `most` open orders to ask about: the oldest half always, the rest in turn, so that none is forgotten. */
  toAskAbout(most: number): string[] {
    const ids = [...this.#open.keys()];
    if (ids.length <= most) return ids;
    const half = Math.floor(most / 2);
    const others = ids.slice(half);
    this.#cursor %= others.length;
    const turn = others.slice(this.#cursor, this.#cursor + half);
    this.#cursor += half;
    return [...ids.slice(0, half), ...turn];
  }

  /** What happened since the last call; forgets orders that were given up long before `nowMs`. */
  takeSecond(nowMs: number): Second {
    for (const [orderId, { lostAtMs }] of this.#open)
      if (lostAtMs !== null && nowMs - lostAtMs > watchLostMs) this.#open.delete(orderId);
    const { offered, confirmed, lost } = this.totals;
    const second = {
      offered: offered - this.#before.offered,
      confirmed: confirmed - this.#before.confirmed,
      // One that was given up and confirmed later takes its loss back.
      lost: Math.max(0, lost - this.#before.lost),
      answerMs: quantiles(this.#answers),
      decisionMs: quantiles(this.#decisions),
    };
    this.#before = { offered, confirmed, lost };
    this.#answers = [];
    this.#decisions = [];
    return second;
  }

  #lose(order: OpenOrder | undefined, atMs: number): void {
    if (!order || order.lostAtMs !== null) return;
    order.lostAtMs = atMs;
    this.totals.waiting--;
    this.totals.lost++;
  }
}

function quantiles(values: number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const p50 = nearestRank(sorted, sorted.length, 0.5);
  const p95 = nearestRank(sorted, sorted.length, 0.95);
  return p50 === null || p95 === null ? null : { p50, p95 };
}
