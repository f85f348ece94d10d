// A result of a million orders for the tests of size: invented orders, summed up and thinned by the engine's own code.
import { countOutcomes, lostOrdersOf, type JudgedOrder } from '../../scenarios/engine/check.ts';
import {
  describeExamples,
  fatesOf,
  pickExamples,
  type KnownOrder,
} from '../../scenarios/engine/examples.ts';
import { allLatencies, curveOf, summarize } from '../../scenarios/engine/latency.ts';
import { noRecords } from '../../scenarios/engine/order-summary.ts';
import { buildTimeline } from '../../scenarios/engine/timeline.ts';
import type { ContenderRun, RunResult } from '../../shared/run-result.ts';
import { behaviours, type SampleOrder } from '../fixtures/orders.ts';
import { seeded } from '../fixtures/random.ts';
import { faultAt } from '../fixtures/special-samples.ts';
import { sampleContender, sampleResult, sampleRun } from '../fixtures/samples.ts';

const ratePerSecond = 50;

/** An invented order in the words of the engine. */
function judged(order: SampleOrder, i: number): JudgedOrder {
  const orderId = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  const at = (ms: number | null) => (ms === null ? null : order.atMs + ms);
  const answer = order.answered === 'ok' ? 'confirmed' : order.answered;
  const mailAt = at(order.emailMs);
  return {
    orderId,
    outcome: order.outcome,
    journal: {
      arrival: {
        atMs: order.atMs,
        booking: { orderId, flight: 'f', seats: 1, card: 'c', email: 'e' },
      },
      sentAtMs: order.atMs,
      answeredAtMs: at(order.answerMs),
      answer,
      status: null,
      told: 'silent',
      toldAtMs: at(order.answerMs),
      contradicted: false,
    },
    records: {
      ...noRecords(),
      row: 'confirmed',
      storedMs: order.atMs,
      decidedMs: at(order.decisionMs),
      mails: mailAt === null ? 0 : 1,
      mailedMs: mailAt,
    },
  };
}

/** An example with the records that an order like it leaves. */
function withRecords(order: JudgedOrder): KnownOrder {
  const { orderId: order_id, records } = order;
  const { storedMs, decidedMs: decided_ms, mailedMs } = records;
  const row = {
    order_id,
    step: 'confirmed',
    reason: null,
    created_ms: storedMs ?? 0,
    decided_ms,
  } as const;
  const mails = mailedMs === null ? [] : [{ order_id, created_ms: mailedMs }];
  return { ...order, records: { order: row, reservations: [], ledger: [], mails } };
}

function runOf(name: string, orders: number): ContenderRun {
  const behaviour = behaviours[name];
  if (behaviour === undefined) throw new Error(`no behaviour of ${name}`);
  const random = seeded(orders);
  const lastMs = (orders / ratePerSecond) * 1000;
  const outage = { fromMs: lastMs * 0.4, toMs: lastMs * 0.5 };
  const all = Array.from({ length: orders }, (_, i) =>
    judged(behaviour((i / ratePerSecond) * 1000, random, outage), i),
  );
  const read = allLatencies(all, 0);
  const counts = countOutcomes(all);
  const picked = pickExamples(all, { startMs: outage.fromMs, endMs: outage.toMs });
  const examples = new Map(
    [...picked].map(([outcome, some]) => [outcome, some.map((order) => withRecords(order))]),
  );
  const samples = Array.from({ length: Math.ceil(lastMs / 1000) }, (_, second) => ({
    atMs: second * 1000 + 500,
    gauges: { consumerLag: second % 90, outboxDepth: 1, retryDepth: 0, owedWork: null },
    breaker: null,
    cpu: { gateway: 0.41, ticket: 0.12, billing: 0.17, email: 0.09, postgres: 0.33 },
    otherCores: 0.1,
  }));
  const small = sampleRun(name, { ratePerSecond: 20, lastMs: 10_000, outage: null, seed: 1 });
  return {
    ...small,
    offered: orders,
    outcomes: counts,
    lostOrders: lostOrdersOf(counts),
    latencyMs: {
      answer: summarize(read.answer),
      decision: summarize(read.decision),
      email: summarize(read.email),
    },
    latencyCurve: {
      answer: curveOf(read.answer),
      decision: curveOf(read.decision),
      email: curveOf(read.email),
    },
    timeline: buildTimeline({ judged: all, samples, t0: 0, endMs: lastMs + 3000 }),
    fates: fatesOf(all, 0),
    faults: [faultAt('kill', 'billing', outage.fromMs, outage.toMs)],
    examples: describeExamples(examples, 0),
  };
}

/** Three contenders, a million orders together, two hours at fifty a second, a tenth of it in an outage. */
export function million(): RunResult {
  const names = ['rest', 'rest-hardened', 'broker'];
  return sampleResult(names.map((name) => sampleContender(name, [runOf(name, 333_334)])));
}
