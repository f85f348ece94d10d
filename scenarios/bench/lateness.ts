// How late a generator was and what became of its orders, stretch by stretch. Pure.
import type { JournalEntry } from '../engine/ledger.ts';
import { nearestRank } from '../engine/latency.ts';

/** Percentiles in ms, by nearest rank; null of nothing. */
export type Spread = { p50: number; p99: number; max: number } | null;

/** The orders that were due in one stretch. */
export type Stretch = {
  name: string;
  due: number;
  notSent: number;
  /** From the intended instant to the one noted in the journal. */
  lateMs: Spread;
  /** From the intended instant to the server's receipt; null where it was not asked. */
  receivedMs: Spread;
  answered: number;
  /** Without an answer in the client's deadline, or with a broken connection. */
  unknown: number;
  /** Neither answered nor given up, or refused: a bug of the generator or of the server. */
  odd: number;
};

/** Percentiles of values in any order. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const of = (q: number) => nearestRank(sorted, sorted.length, q) ?? 0;
  return sorted.length === 0 ? null : { p50: of(0.5), p99: of(0.99), max: of(1) };
}

/** Counts and times of `entries`; `receivedAtMs` tells when the server had an order, on the journal's clock. */
export function stretchOf(
  name: string,
  entries: readonly JournalEntry[],
  receivedAtMs?: (orderId: string) => number | undefined,
): Stretch {
  const since = (entry: JournalEntry, atMs: number | null | undefined) =>
    atMs === null || atMs === undefined ? [] : [atMs - entry.arrival.atMs];
  const answered = entries.filter((entry) => entry.answer === 'accepted').length;
  const unknown = entries.filter((entry) => entry.answer === 'unknown').length;
  const notSent = entries.filter((entry) => entry.sentAtMs === null).length;
  return {
    name,
    due: entries.length,
    notSent,
    lateMs: spreadOf(entries.flatMap((entry) => since(entry, entry.sentAtMs))),
    receivedMs: receivedAtMs
      ? spreadOf(entries.flatMap((e) => since(e, receivedAtMs(e.arrival.booking.orderId))))
      : null,
    answered,
    unknown,
    odd: entries.length - answered - unknown - notSent,
  };
}

/** Splits a journal into what was due before, during and after a freeze (ms after t = 0). */
export function aroundFreeze(
  entries: readonly JournalEntry[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
): Stretch[] {
  const due = (from: number, until: number) =>
    entries.filter(({ arrival }) => arrival.atMs >= from && arrival.atMs < until);
  return [
    stretchOf('before the freeze', due(0, fromMs)),
    stretchOf('during the freeze', due(fromMs, untilMs)),
    stretchOf('after the freeze', due(untilMs, Number.POSITIVE_INFINITY)),
  ];
}
