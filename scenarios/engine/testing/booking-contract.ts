// One contract for every contender: what a user of the booking API may rely on, whatever carries the messages.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Infrastructure } from '../../../shared/infra/infrastructure.ts';
import { declinedCards } from '../../../shared/services/card-network.ts';
import type { BootedContender } from '../boot-contender.ts';
import { readRecords, readSeatTotals } from '../records.ts';
import { decided, post, read, someBooking } from './booking-client.ts';
import { summaryOf } from './summary-of.ts';
import { bootForTest, eventually } from './test-bench.ts';

const [declinedCard = ''] = declinedCards;

/** Runs the contract against a contender; `infrastructure` is ready when the tests run. */
export function describeBookingContract(name: string, infrastructure: () => Infrastructure): void {
  describe(`the booking contract of ${name}`, () => {
    let contender: BootedContender | undefined;
    const edge = () => contender?.edgeUrl ?? '';
    const recordsOf = async (orderId: string) => {
      if (!contender) throw new Error('not booted');
      return (await readRecords(contender.database.checker, [orderId], 0)).get(orderId);
    };
    beforeAll(async () => {
      contender = await bootForTest(infrastructure(), name, {
        flights: { count: 2, seatsPerFlight: 40 },
      });
    });
    afterAll(async () => {
      await contender?.stop();
    });

    it('confirms a booking: one seat held, one charge, one mail', async () => {
      const booking = someBooking();
      expect([201, 202]).toContain((await post(edge(), booking)).status);
      expect(await decided(edge(), booking.orderId)).toMatchObject({
        status: 'confirmed',
        amountCents: 12_900,
      });
      const records = await eventually('mail', async () => {
        const found = await recordsOf(booking.orderId);
        return found && found.mails.length > 0 ? found : undefined;
      });
      expect(records.reservations).toMatchObject([{ status: 'held' }]);
      expect(records.ledger).toMatchObject([{ kind: 'capture', amount_cents: 12_900 }]);
      expect(records.mails).toHaveLength(1);
    });

    it('rejects a declined card and gives the seat back', async () => {
      const booking = someBooking({ card: declinedCard });
      await post(edge(), booking);
      expect(await decided(edge(), booking.orderId)).toMatchObject({
        status: 'rejected',
        reason: 'card-declined',
      });
      await eventually('released seat', async () => {
        const records = await recordsOf(booking.orderId);
        return records?.reservations[0]?.status === 'released' ? true : undefined;
      });
    });

    it('rejects an unknown flight', async () => {
      const booking = someBooking({ flight: 'XX9999' });
      await post(edge(), booking);
      expect(await decided(edge(), booking.orderId)).toMatchObject({
        status: 'rejected',
        reason: 'unknown-flight',
      });
    });

    it('charges once when the same booking is posted many times at once', async () => {
      const booking = someBooking();
      const replies = await Promise.all(Array.from({ length: 8 }, () => post(edge(), booking)));
      expect(new Set(replies.map((r) => r.status)).size).toBe(1);
      await decided(edge(), booking.orderId);
      const again = await post(edge(), booking);
      expect([201, 202]).toContain(again.status);
      expect(again.body.status).toBe('confirmed');
      const records = await recordsOf(booking.orderId);
      expect(records ? summaryOf(records).netCharges : 0).toBe(1);
    });

    it('refuses the same id with another body', async () => {
      const booking = someBooking();
      await post(edge(), booking);
      const reply = await post(edge(), { ...booking, seats: 2 });
      expect(reply.status).toBe(409);
      expect(reply.type).toContain('application/problem+json');
      expect(reply.body.code).toBe('idempotency-key-reused');
    });

    it('lets one body win when two are posted at once under one id, and refuses the other', async () => {
      const bookings = Array.from({ length: 10 }, () => someBooking());
      const replies = await Promise.all(
        bookings.map(async (booking) => {
          const pair = [booking, { ...booking, seats: 2 }].map((body) => post(edge(), body));
          return (await Promise.all(pair)).map((reply) => reply.status);
        }),
      );
      for (const statuses of replies) expect(statuses.filter((s) => s === 409)).toHaveLength(1);
    });

    it.each([
      ['no JSON', '{', 'body'],
      ['an unknown field', { ...someBooking(), admin: true }, 'admin'],
      ['a bad id', { ...someBooking(), orderId: 'x' }, 'orderId'],
      ['too many seats', { ...someBooking(), seats: 10 }, 'seats'],
      ['a bad flight', { ...someBooking(), flight: "'; DROP" }, 'flight'],
      ['a bad card', { ...someBooking(), card: '1' }, 'card'],
      ['a bad address', { ...someBooking(), email: 'nobody' }, 'email'],
      ['an array', [], 'expected object'],
    ])('refuses %s with 400, naming the field', async (_what, body, named) => {
      const reply = await post(edge(), body);
      expect(reply.status).toBe(400);
      expect(reply.type).toContain('application/problem+json');
      expect(reply.body.detail).toContain(named);
    });

    it('refuses a body over 64 KiB with 413', async () => {
      const reply = await post(edge(), { ...someBooking(), email: 'x'.repeat(70_000) });
      expect(reply.status).toBe(413);
      expect(reply.body.detail).toContain('65536 bytes');
    });

    it('refuses an idempotency key that is not the order id', async () => {
      const reply = await post(edge(), someBooking(), { 'idempotency-key': 'other' });
      expect(reply.status).toBe(400);
      expect(reply.body.detail).toContain('Idempotency-Key');
    });

    it('says 404 for a booking nobody made and 400 for what is no id', async () => {
      expect((await read(edge(), someBooking().orderId)).status).toBe(404);
      expect((await read(edge(), 'nonsense')).status).toBe(400);
    });

    it('never sells more seats than there are, and tells the rest so', async () => {
      const bookings = Array.from({ length: 60 }, () => someBooking({ flight: 'RB1001' }));
      await Promise.all(bookings.map((b) => post(edge(), b)));
      const states = await Promise.all(bookings.map((b) => decided(edge(), b.orderId)));
      expect(states.filter((s) => s.status === 'confirmed')).toHaveLength(40);
      expect(states.filter((s) => s.reason === 'sold-out')).toHaveLength(20);
      if (!contender) throw new Error('not booted');
      expect(await readSeatTotals(contender.database.checker)).toEqual({ oversold: 0, drift: 0 });
    });
  });
}
