// A few orders of every outcome with all that happened to them, and the fate of every order. Pure.
import { outcomeClasses, type Outcome } from '../../shared/domain/outcome-names.ts';
import type { ContenderRun } from '../../shared/run-result.ts';
import type { JudgedOrder } from './check.ts';
import { latenciesOf } from './latency.ts';
import type { OrderRecords } from './records.ts';

const examplesPerOutcome = 3;
const goodFatesKept = 4_000;

type Example = NonNullable<ContenderRun['examples'][Outcome]>[number];

/** A stretch of time, ms after t = 0. */
export type Window = { startMs: number; endMs: number };
/** A judged order with everything that the tables say of it. */
export type KnownOrder = Omit<JudgedOrder, 'records'> & { records: OrderRecords };

/**
 * Up to three orders per outcome: the first that arrived during the fault (without one: the first of all), the
 * middle one and the last.
 */
export function pickExamples(
  judged: readonly JudgedOrder[],
  fault: Window | null,
): Map<Outcome, JudgedOrder[]> {
  const byOutcome = new Map<Outcome, JudgedOrder[]>();
  for (const order of judged) {
    const group = byOutcome.get(order.outcome);
    if (group) group.push(order);
    else byOutcome.set(order.outcome, [order]);
  }
  const examples = new Map<Outcome, JudgedOrder[]>();
  for (const [outcome, orders] of byOutcome) {
    const sorted = orders.toSorted((a, b) => arrivalOf(a) - arrivalOf(b));
    const last = sorted.length - 1;
    const during = sorted.findIndex(
      (o) => fault && arrivalOf(o) >= fault.startMs && arrivalOf(o) < fault.endMs,
    );
    const picked = [...new Set([Math.max(0, during), Math.floor(last / 2), last])];
    examples.set(
      outcome,
      picked.slice(0, examplesPerOutcome).flatMap((i) => sorted[i] ?? []),
    );
  }
  return examples;
}

/** The examples of every outcome as a result shows them. `t0` is epoch ms of t = 0. */
export function describeExamples(
  examples: ReadonlyMap<Outcome, readonly KnownOrder[]>,
  t0: number,
): ContenderRun['examples'] {
  return Object.fromEntries(
    [...examples].map(([outcome, some]) => [outcome, some.map((order) => exampleOf(order, t0))]),
  );
}

/** What the journal and the tables say of one order. `t0` is epoch ms of t = 0. */
export function exampleOf(
  order: Pick<KnownOrder, 'orderId' | 'journal' | 'records'>,
  t0: number,
): Example {
  const { journal, records } = order;
  const events: Example['events'] = [];
  const add = (atMs: number | null | undefined, what: string) => {
    if (atMs !== null && atMs !== undefined)
      events.push({ atMs: Math.round(atMs * 10) / 10, what });
  };
  const server = (epochMs: number | null | undefined) =>
    epochMs === null || epochMs === undefined ? null : epochMs - t0;
  if (journal) {
    add(journal.arrival.atMs, 'due');
    add(journal.sentAtMs, 'sent');
    add(
      journal.answeredAtMs,
      `answered ${journal.answer ?? ''}${journal.status === null ? '' : ` (${journal.status})`}`,
    );
    if (journal.toldAtMs !== journal.answeredAtMs) add(journal.toldAtMs, `told ${journal.told}`);
  }
  add(server(records.order?.created_ms), 'stored by the gateway');
  for (const r of records.reservations) {
    add(server(r.created_ms), r.status === 'refused' ? 'seat refused' : 'seat held');
    if (r.status === 'released') add(server(r.updated_ms), 'seat released');
  }
  for (const e of records.ledger) add(server(e.created_ms), `card network: ${e.kind}`);
  const { order: row } = records;
  add(server(row?.decided_ms), row?.step === 'confirmed' ? 'decided: confirmed' : 'decided: no');
  for (const m of records.mails) add(server(m.created_ms), 'mail sent');
  return {
    orderId: order.orderId,
    scheduledAtMs: Math.round(arrivalOf(order) * 10) / 10,
    events: events.toSorted((a, b) => a.atMs - b.atMs),
  };
}

/** Every order that was not good and at most 4000 evenly picked good ones, by arrival. */
export function fatesOf(judged: JudgedOrder[], t0: number): ContenderRun['fates'] {
  const isGood = (o: JudgedOrder) => outcomeClasses[o.outcome] === 'good';
  const good = judged.filter(isGood);
  const step = Math.max(1, Math.ceil(good.length / goodFatesKept));
  return [...judged.filter((o) => !isGood(o)), ...good.filter((_, i) => i % step === 0)]
    .toSorted((a, b) => arrivalOf(a) - arrivalOf(b))
    .map((order) => {
      const { decision } = latenciesOf(order, t0);
      const rounded = decision === null ? null : Math.round(decision * 10) / 10;
      return [Math.round(arrivalOf(order)), order.outcome, rounded];
    });
}

function arrivalOf(order: Pick<JudgedOrder, 'journal'>): number {
  return order.journal?.arrival.atMs ?? 0;
}
