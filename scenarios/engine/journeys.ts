// Lays the spans of a few orders beside what the tables say of them, and finds orders worth comparing between contenders.
import type { ContenderRun } from '../../shared/run-result.ts';
import { readSpans } from '../../shared/trace-reader.ts';
import type { Span } from '../../shared/trace.ts';
import type { Arrival } from './arrivals.ts';
import { isLost } from './check.ts';
import { exampleOf, type KnownOrder } from './examples.ts';
import { windowOf } from './faults/plan-faults.ts';
import { hopsOf } from './hops.ts';
import type { NamedScenario } from './scenario.ts';
import { spread } from './spread.ts';

type SameOrder = NonNullable<ContenderRun['sameOrders']>[number];

/** Spans kept of one order; of more, the middle is left out. */
const keptAtStart = 25;
const keptAtEnd = 15;
const watchedInFault = 40;
const watchedBefore = 3;
const mostSameOrders = 3;

/**
 * Orders of the schedule to be watched at every contender, those that arrive during a fault first: nobody
 * knows beforehand which of them will turn out to differ.
 */
export function watchedOrders(arrivals: Arrival[], scenario: NamedScenario): string[] {
  const windows = scenario.faults.map((fault) => windowOf(fault, scenario.phases));
  // A kill takes a moment: the very first orders may still come through.
  const early = (window: (typeof windows)[number]) => (window.untilMs - window.atMs) / 20;
  const inFault = arrivals.filter(({ atMs }) =>
    windows.some((window) => atMs >= window.atMs + early(window) && atMs < window.untilMs),
  );
  const firstMs = Math.min(...windows.map(({ atMs }) => atMs));
  const before = arrivals.filter(({ atMs }) => atMs < firstMs);
  return [...spread(inFault, watchedInFault), ...spread(before, watchedBefore)].map(
    ({ booking }) => booking.orderId,
  );
}

/** The run with its hops and the spans of its examples, and the watched orders as this contender treated them. */
export async function withJourneys(
  run: ContenderRun,
  watched: KnownOrder[],
  { traceDir, t0, undisturbed }: { traceDir: string; t0: number; undisturbed: string[] },
): Promise<{ run: ContenderRun; watched: SameOrder[] }> {
  const examples = Object.entries(run.examples);
  const ids = new Set([
    ...examples.flatMap(([, some]) => some.map(({ orderId }) => orderId)),
    ...watched.map(({ orderId }) => orderId),
    ...undisturbed,
  ]);
  const spans = await readSpans(traceDir, ids);
  const complete = <E extends { orderId: string }>(example: E) => ({
    ...example,
    ...(spans.size > 0 ? journeyOf(spans.get(example.orderId) ?? [], t0) : {}),
  });
  return {
    run: {
      ...run,
      hops: hopsOf(undisturbed.flatMap((orderId) => [spans.get(orderId) ?? []])),
      examples: Object.fromEntries(
        examples.map(([outcome, some]) => [outcome, some.map(complete)]),
      ),
    },
    watched: watched.map((order) => ({
      ...complete(exampleOf(order, t0)),
      outcome: order.outcome,
    })),
  };
}

/** Spans as a result shows them, ms after t = 0; of too many, the middle is left out. */
export function journeyOf(spans: Span[], t0: number): Pick<SameOrder, 'spans' | 'spansLeftOut'> {
  const left = spans.length - keptAtStart - keptAtEnd;
  const kept = left > 0 ? [...spans.slice(0, keptAtStart), ...spans.slice(-keptAtEnd)] : spans;
  const after = (epochMs: number) => Math.round((epochMs - t0) * 100) / 100;
  return {
    spans: kept.map(({ service, kind, peer, what, startMs, endMs, attempt, outcome }) => ({
      ...{ service, kind, peer, what, attempt, outcome },
      ...{ startMs: after(startMs), endMs: after(endMs) },
    })),
    ...(left > 0 ? { spansLeftOut: left } : {}),
  };
}

/**
 * Of the orders watched in every run, those to be shown: first those that some contender lost and another
 * did not, each telling a different story, and last one from before the fault.
 */
export function pickSameOrders(runs: SameOrder[][]): string[] {
  const [first = [], ...others] = runs;
  const stories = new Map<string, { id: string; differs: boolean }>();
  let calm: string | undefined;
  for (const { orderId: id } of first) {
    const seen = runs.flatMap((run) => run.find(({ orderId }) => orderId === id)?.outcome ?? []);
    if (seen.length < others.length + 1) continue;
    const lost = seen.filter(isLost).length;
    const story = seen.join(' ');
    if (!stories.has(story)) stories.set(story, { id, differs: lost > 0 && lost < seen.length });
    if (lost === 0) calm = id;
  }
  const idsOf = (some: { id: string }[], most: number) => some.slice(0, most).map(({ id }) => id);
  const told = [...stories.values()];
  const telling = told.filter(({ differs }) => differs);
  if (telling.length === 0) return idsOf(told, mostSameOrders);
  return [...idsOf(telling, mostSameOrders - 1), ...(calm === undefined ? [] : [calm])];
}
