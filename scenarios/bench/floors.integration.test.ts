// A floor does what its contender does: every order it takes is confirmed, seated, charged once and mailed once.
import { expect, it } from 'vitest';
import { planArrivals } from '../engine/arrivals.ts';
import { createHttpClient } from '../engine/http.ts';
import { Ledger } from '../engine/ledger.ts';
import { sendOne } from '../engine/load.ts';
import { useInfrastructure } from '../engine/testing/test-bench.ts';
import { brokerFloor, restFloor } from './floors/floor-variants.ts';
import { databaseNow } from '../engine/database-clock.ts';
import { draw, judged, lossOf, onStage, settle } from './stage.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);
const { signal } = new AbortController();

it.each([
  ['rest-floor', restFloor, 'confirmed'],
  ['broker-floor', brokerFloor, 'accepted'],
])('%s', async (_, floor, answer) => {
  const said: string[] = [];
  const ground = {
    infrastructure: infrastructure(),
    signal,
    print: (line: string) => said.push(line),
  };
  const arrivals = planArrivals({
    ...{ process: 'constant', ratePerSecond: 1_000, durationMs: 200, draw, seed: 3 },
  });
  const ledger = new Ledger(arrivals);
  const client = createHttpClient();
  const orders = await onStage(ground, floor, { seed: 1 }, async (booted) => {
    const sinceMs = await databaseNow(booted.database.checker);
    for (const { booking } of arrivals) ledger.sent(booking.orderId, 0);
    const sender = { edgeUrl: booted.edgeUrl, client, ledger, requestDeadlineMs: 20_000 };
    await Promise.all(arrivals.map((one) => sendOne(one, { ...sender, clock: () => 0 })));
    await settle(booted, signal);
    return judged(booted, ledger, sinceMs);
  }).finally(() => client.close());
  expect(said).toEqual([]);
  expect(orders).toHaveLength(arrivals.length);
  expect(new Set(orders.map(({ journal }) => journal?.answer))).toEqual(new Set([answer]));
  expect(lossOf(orders)).toEqual({ lost: 0, harm: 0, unsettled: 0 });
  for (const { records } of orders) {
    expect(records).toMatchObject({
      row: 'confirmed',
      seats: 1,
      netCharges: 1,
      entries: 1,
      mails: 1,
    });
  }
});
