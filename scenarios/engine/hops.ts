// Where an order spends its time, call by call or message by message: medians over orders that nothing disturbed.
import type { ContenderRun } from '../../shared/run-result.ts';
import type { Span } from '../../shared/trace.ts';
import type { Arrival } from './arrivals.ts';
import { median } from './expectations.ts';
import { windowOf } from './faults/plan-faults.ts';
import type { NamedScenario } from './scenario.ts';
import { spread } from './spread.ts';

type Hop = NonNullable<ContenderRun['hops']>[number];

/** Enough for a median that keeps still. */
const hopOrders = 300;

/** Ids of orders that arrived before anything was broken, evenly picked. */
export function undisturbedOrders(
  arrivals: Iterable<Pick<Arrival, 'atMs' | 'booking'>>,
  scenario: Pick<NamedScenario, 'faults' | 'phases'>,
): string[] {
  const brokenMs = Math.min(
    ...scenario.faults.map((fault) => windowOf(fault, scenario.phases).atMs),
  );
  const calm = [...arrivals].filter(({ atMs }) => atMs < brokenMs);
  return spread(calm, hopOrders).map(({ booking }) => booking.orderId);
}

/**
 * The hops of these orders, in the order in which they happen. A hop counts where it was seen from both
 * sides, went well and happened once.
 */
export function hopsOf(spansByOrder: Iterable<Span[]>): Hop[] {
  const seen = new Map<
    string,
    { first: Span; after: number[]; way: number[]; handling: number[] }
  >();
  for (const spans of spansByOrder) {
    const beginMs = Math.min(...spans.map(({ startMs }) => startMs));
    for (const sent of spans.filter(({ kind }) => kind === 'call' || kind === 'publish')) {
      const handled = counterpart(spans, sent);
      if (!handled) continue;
      const handlingMs = handled.endMs - handled.startMs;
      const wayMs =
        sent.kind === 'call'
          ? sent.endMs - sent.startMs - handlingMs
          : handled.startMs - sent.startMs;
      const key = `${sent.kind} ${sent.what}`;
      const hop = seen.get(key) ?? { first: sent, after: [], way: [], handling: [] };
      seen.set(key, hop);
      hop.after.push(sent.startMs - beginMs);
      hop.way.push(Math.max(0, wayMs));
      hop.handling.push(handlingMs);
    }
  }
  return [...seen.values()]
    .toSorted((a, b) => middle(a.after) - middle(b.after))
    .map(({ first, way, handling }) => ({
      kind: first.kind === 'call' ? ('call' as const) : ('message' as const),
      ...{ what: first.what, peer: first.peer, orders: way.length },
      ...{ wayMs: middle(way), handlingMs: middle(handling) },
    }));
}

/** The other side of a call or message; undefined unless both went well and happened once. */
function counterpart(spans: Span[], sent: Span): Span | undefined {
  const other = sent.kind === 'call' ? 'serve' : 'consume';
  const once = (kind: Span['kind']) => {
    const [only, ...more] = spans.filter((span) => span.kind === kind && span.what === sent.what);
    return only?.outcome === 'ok' && more.length === 0 ? only : undefined;
  };
  return once(sent.kind) && once(other);
}

function middle(values: number[]): number {
  return Math.round((median(values) ?? 0) * 100) / 100;
}
