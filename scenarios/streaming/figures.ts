// From instants to the figures of a method: delays, seconds, throughput. Pure.
import type { DeliveredChange } from '../../shared/change-feed.ts';
import type { MethodResult } from '../../shared/feed-result.ts';
import type { Judgement } from './judge.ts';
import type { CommittedChange } from './truth.ts';

type Delivery = Judgement['deliveries'][number];
/** From and to, epoch ms. */
export type Span = { fromMs: number; toMs: number };

/** The value below which a share `q` of sorted values lies (nearest rank); null for none. */
export function quantile(sorted: number[], q: number): number | null {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Commit to append of the changes committed within `span`; null when there is none whose commit is known. */
export function delaysWithin(
  deliveries: Delivery[],
  { fromMs, toMs }: Span,
): MethodResult['delayMs']['calm'] {
  const sorted = deliveries.flatMap(delayWithin(fromMs, toMs)).toSorted((a, b) => a - b);
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => quantile(sorted, q));
  const max = sorted.at(-1);
  if (p50 == null || p95 == null || p99 == null || max === undefined) return null;
  return { p50: rounded(p50), p95: rounded(p95), p99: rounded(p99), max: rounded(max) };
}

const delayWithin =
  (fromMs: number, toMs: number) =>
  ({ change: { committedAtMs }, appendedAtMs }: Delivery): number[] =>
    committedAtMs === null || committedAtMs < fromMs || committedAtMs >= toMs
      ? []
      : // The broker drops what is less than a millisecond: its end is what cannot be too early.
        [Math.max(0, appendedAtMs + 1 - committedAtMs)];

/** Second by second from `fromMs` to `toMs`. */
export function timelineOf(
  { fromMs, toMs }: Span,
  committed: CommittedChange[],
  records: DeliveredChange[],
  deliveries: Delivery[],
): MethodResult['timeline'] {
  const seconds = Array.from({ length: Math.max(1, Math.ceil((toMs - fromMs) / 1_000)) }, () => ({
    committed: 0,
    delivered: 0,
    delays: [] as number[],
  }));
  const at = (ms: number) => seconds[Math.floor((ms - fromMs) / 1_000)];
  for (const { committedAtMs } of committed) {
    const second = committedAtMs === null ? undefined : at(committedAtMs);
    if (second) second.committed++;
  }
  for (const { appendedAtMs } of records) {
    const second = at(appendedAtMs);
    if (second) second.delivered++;
  }
  for (const delivery of deliveries) {
    const { committedAtMs } = delivery.change;
    if (committedAtMs !== null)
      at(committedAtMs)?.delays.push(...delayWithin(fromMs, toMs)(delivery));
  }
  return seconds.map(({ committed: n, delivered, delays }, i) => {
    const p99 = quantile(
      delays.toSorted((a, b) => a - b),
      0.99,
    );
    return {
      ...{ tMs: i * 1_000, committed: n, delivered },
      delayP99Ms: p99 === null ? null : rounded(p99),
    };
  });
}

/** Changes a second from the first append to the last, of those committed at or after `fromMs`; null unless all `expected` came. */
export function backlogRate(
  deliveries: Delivery[],
  fromMs: number,
  expected: number,
): number | null {
  let [first, last, count] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const { change, appendedAtMs } of deliveries) {
    if ((change.committedAtMs ?? change.stampedAtMs) < fromMs) continue;
    first = Math.min(first, appendedAtMs);
    last = Math.max(last, appendedAtMs);
    count++;
  }
  return count < expected || last <= first ? null : Math.round((count * 1_000) / (last - first));
}
