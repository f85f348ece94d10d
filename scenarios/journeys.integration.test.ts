// Spans of real orders: what the services of both variants note down while something goes wrong.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isHit } from 'chaos-monkey-lite';
import { describe, expect, it } from 'vitest';
import { readSpans } from '../shared/trace-reader.ts';
import type { Span } from '../shared/trace.ts';
import type { BootedContender } from './engine/boot-contender.ts';
import type { JudgedOrder } from './engine/check.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import type { ServiceFault } from './engine/testing/run-under.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
const arrivals = someArrivals(20, 30);
const ids = arrivals.map(({ booking }) => booking.orderId);
const third: ServiceFault = {
  ...({ id: 'third', kind: 'unavailable', target: 'billing', point: 'before' } as const),
  ...{ rate: 0.3 },
};
/** Whether the n-th attempt of an order is hit: known before anything runs. */
const isStruck = (orderId: string, attempt: number) =>
  isHit(1, third.id, orderId, attempt, third.rate);
const allStruckOnce = ids.filter((id) => isStruck(id, 1) && !isStruck(id, 2));
const allSpared = ids.filter((id) => !isStruck(id, 1));
const [struckOnce = ''] = allStruckOnce;
const [spared = ''] = allSpared;

/** Sends the orders to a contender and returns the spans of each. */
async function traced(
  name: string,
  faults: ServiceFault[],
  disturb: (contender: BootedContender) => Promise<void> = () => Promise.resolve(),
): Promise<{ spansOf(orderId: string): Span[]; judged: JudgedOrder[] }> {
  const traceDir = join(infrastructure().runDir, randomUUID());
  mkdirSync(traceDir);
  const contender = await bootForTest(infrastructure(), name, { traceDir });
  try {
    await contender.group.services.billing.control.set(faults);
    const { judged, drained } = await miniRun(contender, arrivals, () => disturb(contender));
    expect(drained).toBe(true);
    const spans = await readSpans(traceDir, new Set(ids));
    return { judged, spansOf: (orderId) => spans.get(orderId) ?? [] };
  } finally {
    await contender.stop();
  }
}

const kinds = (spans: Span[], kind: Span['kind'], what: string) =>
  spans
    .filter((span) => span.kind === kind && span.what === what)
    .map(({ attempt, outcome }) => `${attempt} ${outcome}`);

describe('the spans of the REST chain', () => {
  it('show an order through a 503: the second attempt, on both sides of the call', async () => {
    const { spansOf } = await traced('rest-hardened', [third]);
    // On a busy machine a call may run out of time besides: some orders of either kind do not.
    const charges = allStruckOnce.map((id) => [
      kinds(spansOf(id), 'call', 'charge-card'),
      kinds(spansOf(id), 'serve', 'charge-card'),
    ]);
    expect(charges).toContainEqual([
      ['1 503', '2 ok'],
      ['1 503', '1 ok'],
    ]);
    const calls = (spans: Span[]) => spans.filter(({ kind }) => kind === 'call');
    const calm = allSpared.map(spansOf).find((spans) => calls(spans).length === 3) ?? [];
    expect(calm.map(({ kind, service, what }) => `${service} ${kind} ${what}`)).toEqual([
      ...['gateway call reserve-tickets', 'ticket serve reserve-tickets'],
      ...['gateway call charge-card', 'billing serve charge-card'],
      ...['gateway call send-confirmation', 'email serve send-confirmation'],
    ]);
    for (const { startMs, endMs, outcome } of calm) {
      expect(endMs).toBeGreaterThanOrEqual(startMs);
      expect(outcome).toBe('ok');
    }
  });

  it('tell a service that is down from one that does not answer, and name what the breaker spared', async () => {
    const down = await traced('rest', [], ({ group }) => group.services.billing.kill());
    const refused = ids.flatMap((id) => kinds(down.spansOf(id), 'call', 'charge-card'));
    expect(refused).toContain('1 refused');
    const hanging = await traced(
      'rest-hardened',
      [{ ...third, id: 'all', kind: 'hang', rate: 1 }],
      async ({ group }) => {
        const { billing, gateway } = group.services;
        await eventually('the breaker to open', async () =>
          (await gateway.gauges())?.['breaker'] === 'open' ? true : undefined,
        );
        await billing.control.clear();
      },
    );
    const calls = ids.flatMap((id) => kinds(hanging.spansOf(id), 'call', 'charge-card'));
    expect(calls.some((call) => call.endsWith('timed out'))).toBe(true);
    expect(calls.some((call) => call.endsWith('breaker open'))).toBe(true);
  });
});

describe('the spans of the topics', () => {
  it('show every topic of the flow in order, and a message that had to come again', async () => {
    const { spansOf } = await traced('broker', [third]);
    expect(
      spansOf(spared).map(({ service, kind, peer, what }) => [service, kind, peer, what].join(' ')),
    ).toEqual([
      'gateway publish tickets reserve-tickets',
      'ticket consume tickets reserve-tickets',
      'ticket publish order-updates tickets-reserved',
      'gateway consume order-updates tickets-reserved',
      'gateway publish billing charge-card',
      'billing consume billing charge-card',
      'billing publish order-updates card-charged',
      'gateway consume order-updates card-charged',
      'gateway publish email send-confirmation',
      'email consume email send-confirmation',
    ]);
    expect(kinds(spansOf(struckOnce), 'consume', 'charge-card')).toEqual(['1 will retry', '2 ok']);
    expect(kinds(spansOf(struckOnce), 'publish', 'charge-card')).toEqual(['1 ok']);
  });

  it('show a dead letter, and a message that was lost where nobody tries again', async () => {
    const bug: ServiceFault = { ...third, id: 'bug', kind: 'error', rate: 1 };
    const hardened = (await traced('broker', [bug])).spansOf(spared);
    expect(kinds(hardened, 'consume', 'charge-card')).toEqual(['1 dead-lettered']);
    expect(hardened.at(-1)).toMatchObject({
      ...{ service: 'billing', kind: 'publish', peer: 'billing.dead-letter', what: 'charge-card' },
    });
    const plain = (await traced('broker-plain', [bug])).spansOf(spared);
    expect(kinds(plain, 'consume', 'charge-card')).toEqual(['1 lost']);
  });
});

it('nothing is traced unless somebody asks', async () => {
  const traces = () =>
    readdirSync(infrastructure().runDir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ndjson') && !name.endsWith('children.ndjson'))
      .toSorted();
  const before = traces();
  const contender = await bootForTest(infrastructure(), 'rest');
  try {
    await miniRun(contender, arrivals.slice(0, 3), () => Promise.resolve());
    expect(traces()).toEqual(before);
  } finally {
    await contender.stop();
  }
});
