// The broker variant under crashes and poison: nothing lost, nothing twice.
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { countOutcomes } from './engine/check.ts';
import type { BootedContender } from './engine/boot-contender.ts';
import { readRecords } from './engine/records.ts';
import { decided, post, someBooking } from './engine/testing/booking-client.ts';
import { miniRun, someArrivals } from './engine/testing/mini-run.ts';
import { bootForTest, eventually, useInfrastructure } from './engine/testing/test-bench.ts';

const infrastructure = useInfrastructure(['postgres', 'kafka']);

/** Kills billing while it has taken messages but not yet charged: a slow charge makes sure of it. */
async function killBillingInMidBatch({ group, database }: BootedContender): Promise<void> {
  const { billing } = group.services;
  await billing.control.set([
    { id: 'slow', kind: 'latency', ms: 2_000, rate: 1, point: 'before', target: 'billing' },
  ]);
  const reserved = async () => {
    const { rows } = await database.checker.query(
      "SELECT 1 FROM gateway.orders WHERE step = 'reserved' LIMIT 1",
    );
    return rows.length > 0 ? true : undefined;
  };
  await eventually('an order waiting for billing', reserved);
  await eventually('billing at work', async () => {
    const attempts = (await billing.gauges())?.['chargeAttempts'];
    return typeof attempts === 'number' && attempts > 0 ? true : undefined;
  });
  await billing.kill();
  await billing.start();
}

describe('billing killed with messages in hand', () => {
  it('loses nothing when offsets are committed after the effect', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    try {
      const { judged, drained } = await miniRun(contender, someArrivals(60, 20), () =>
        killBillingInMidBatch(contender),
      );
      expect(drained).toBe(true);
      expect(countOutcomes(judged).confirmed).toBe(60);
      const offsets = await contender.prepared.offsets();
      expect(offsets?.map((row) => [row.topic, row.lag, row.expected - row.actual])).toEqual([
        ['tickets', 0, 0],
        ['billing', 0, 0],
        ['email', 0, 0],
        ['order-updates', 0, 0],
      ]);
    } finally {
      await contender.stop();
    }
  });
});

describe('a message nobody can read', () => {
  it('goes to the dead-letter topic while the partition goes on', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    const brokers = infrastructure().kafka?.brokers ?? [];
    const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    try {
      const before = await contender.prepared.offsets();
      const prefix = before?.find((row) => row.topic === 'billing')?.group.split('.')[0] ?? '';
      await producer.connect();
      const order = someBooking();
      await producer.send({
        topic: `${prefix}.billing`,
        messages: [0, 1, 2, 3].flatMap((partition) => [
          { partition, key: order.orderId, value: 'not JSON' },
          { partition, key: Buffer.from([0, 255]), value: Buffer.from([0, 1, 255]) },
          { partition, value: JSON.stringify({ messageId: order.orderId, extra: 1 }) },
          { partition, value: null },
        ]),
      });
      const letters = await eventually('sixteen dead letters', async () => {
        const found = await contender.prepared.deadLetters();
        return found.length === 16 ? found : undefined;
      });
      expect(letters.filter((id) => id === order.orderId)).toHaveLength(4);

      const booking = someBooking();
      await post(contender.edgeUrl, booking);
      expect(await decided(contender.edgeUrl, booking.orderId)).toMatchObject({
        status: 'confirmed',
      });
      const billing = await eventually('committed offsets', async () => {
        const row = (await contender.prepared.offsets())?.find((r) => r.topic === 'billing');
        return row?.lag === 0 ? row : undefined;
      });
      expect(billing.expected).toBe(billing.actual);
    } finally {
      await producer.disconnect();
      await contender.stop();
    }
  });
});

describe('records of one message', () => {
  /** Sends three records of one mail order, each as if a relay had not heard that it was taken. */
  const threefold = async (contender: BootedContender) => {
    const brokers = infrastructure().kafka?.brokers ?? [];
    const producer = new Kafka({ brokers, logLevel: logLevel.NOTHING }).producer();
    const before = await contender.prepared.offsets();
    const prefix = before?.find((row) => row.topic === 'email')?.group.split('.')[0] ?? '';
    const booking = someBooking();
    const value = JSON.stringify({
      ...{ messageId: booking.orderId, orderId: booking.orderId, occurredAtMs: 0 },
      body: { command: { type: 'send-confirmation' }, booking },
    });
    const record = { partition: 0, key: booking.orderId, value };
    await producer.connect();
    try {
      await producer.send({ topic: `${prefix}.email`, messages: [record, record, record] });
    } finally {
      await producer.disconnect();
    }
    return booking.orderId;
  };
  const offsetsOfEmail = async ({ prepared }: BootedContender) =>
    (await prepared.offsets())?.find((r) => r.topic === 'email');
  const allTaken = (contender: BootedContender) =>
    eventually('three records taken', async () => {
      const row = await offsetsOfEmail(contender);
      return row?.committed === 3 ? row : undefined;
    });
  const mailsOf = async ({ database }: BootedContender, orderId: string) =>
    (await readRecords(database.checker, [orderId], 0)).get(orderId)?.mails;

  it('in one batch have one effect, and the offsets still agree', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    try {
      const orderId = await threefold(contender);
      expect((await allTaken(contender)).actual).toBe(3);
      expect(await contender.prepared.redeliveries()).toBe(2);
      expect(await mailsOf(contender, orderId)).toHaveLength(1);
    } finally {
      await contender.stop();
    }
  });

  it('that all fail wait as one, have one effect in the end, and the offsets still agree', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    const { control } = contender.group.services.email;
    try {
      await control.set([
        { id: 'no', kind: 'unavailable', rate: 1, point: 'before', target: 'email' },
      ]);
      const orderId = await threefold(contender);
      expect((await allTaken(contender)).actual).toBe(3);
      await control.clear();
      await eventually('the mail', async () => {
        const mails = await mailsOf(contender, orderId);
        return mails && mails.length > 0 ? true : undefined;
      });
      expect(await mailsOf(contender, orderId)).toHaveLength(1);
      expect((await offsetsOfEmail(contender))?.actual).toBe(3);
    } finally {
      await contender.stop();
    }
  });
});

describe('a message that fails after its effect', () => {
  it('is tried again and charges once', async () => {
    const contender = await bootForTest(infrastructure(), 'broker');
    try {
      await contender.group.services.billing.control.set([
        { id: 'answer-lost', kind: 'unavailable', rate: 0.5, point: 'after', target: 'billing' },
      ]);
      const { judged } = await miniRun(contender, someArrivals(40, 10), () => Promise.resolve());
      expect(countOutcomes(judged).confirmed).toBe(40);
      expect(judged.map(({ records }) => records.netCharges)).toEqual(judged.map(() => 1));
      expect(await contender.prepared.redeliveries()).toBeGreaterThan(0);
    } finally {
      await contender.stop();
    }
  });
});
