// Where the broker's orders spend their time, hop by hop: from the spans of traced orders.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hop } from '../../shared/bench-result.ts';
import { readSpans } from '../../shared/trace-reader.ts';
import type { Span } from '../../shared/trace.ts';
import type { CatalogEntry } from '../engine/catalog.ts';
import { median } from '../engine/expectations.ts';
import { sendOpenLoop } from './latency.ts';
import { newRunId, onStage, settle, warmUpStage, type Ground } from './stage.ts';

/** The messages of an order that is confirmed, in order. */
const journey = [
  { what: 'reserve-tickets', topic: 'tickets' },
  { what: 'tickets-reserved', topic: 'order-updates' },
  { what: 'charge-card', topic: 'billing' },
  { what: 'card-charged', topic: 'order-updates' },
  { what: 'send-confirmation', topic: 'email' },
] as const;

/**
 * Medians over the traced orders of every hop that was seen whole. A message is committed when the handling
 * that made it ends; the first one is made by the gateway's acceptance, of which there is no span.
 */
export function hopsOf(spansByOrder: Iterable<Span[]>): Hop[] {
  const seen = journey.map(() => ({
    madeToCommitted: [] as number[],
    ...{ toTopic: [] as number[], inTopic: [] as number[], handling: [] as number[] },
  }));
  for (const spans of spansByOrder)
    journey.forEach(({ what }, i) => {
      const of = (kind: Span['kind'], name: string | undefined) =>
        spans.find((s) => s.kind === kind && s.what === name && s.outcome === 'ok');
      const [publish, consume] = [of('publish', what), of('consume', what)];
      const cause = of('consume', journey[i - 1]?.what);
      const times = seen[i];
      if (!publish || !consume || !times) return;
      if (cause) times.madeToCommitted.push(cause.endMs - publish.startMs);
      times.toTopic.push(publish.endMs - (cause?.endMs ?? publish.startMs));
      times.inTopic.push(consume.startMs - publish.endMs);
      times.handling.push(consume.endMs - consume.startMs);
    });
  return journey.flatMap(({ what, topic }, i): Hop[] => {
    const times = seen[i];
    if (!times || times.handling.length === 0) return [];
    return [
      {
        ...{ what, topic, orders: times.handling.length },
        madeToCommittedMs: middle(times.madeToCommitted),
        toTopicMs: middle(times.toTopic) ?? 0,
        inTopicMs: middle(times.inTopic) ?? 0,
        handlingMs: middle(times.handling) ?? 0,
      },
    ];
  });
}

function middle(values: number[]): number | null {
  const value = median(values);
  return value === null ? null : Math.round(value * 100) / 100;
}

/** Boots a subject once more with tracing, which costs a little, and follows its orders at 20 a second. */
export async function measureHops(
  ground: Ground,
  entry: CatalogEntry,
  { seconds, seed, warmUpOrders }: { seconds: number; seed: number; warmUpOrders: number },
): Promise<Hop[]> {
  const { signal, infrastructure } = ground;
  const traceDir = join(infrastructure.runDir, `${newRunId()}-trace`);
  await mkdir(traceDir);
  try {
    return await onStage(ground, entry, { seed, traceDir }, async (booted) => {
      await warmUpStage(booted, warmUpOrders, signal);
      const { ledger } = await sendOpenLoop(booted, { ratePerSecond: 20, seconds, seed, signal });
      await settle(booted, signal, ledger);
      const spans = await readSpans(traceDir, new Set(ledger.entries.keys()));
      return hopsOf(spans.values());
    });
  } finally {
    await rm(traceDir, { recursive: true, force: true });
  }
}
