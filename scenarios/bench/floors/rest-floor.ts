// Process entry of the REST floor: the calls and transactions of the `rest` chain, and nothing else.
import express from 'express';
import type { Booking } from '../../../shared/domain/booking.ts';
import { createBatcher } from '../../../shared/host/batcher.ts';
import { required } from '../../../shared/host/config.ts';
import { runService } from '../../../shared/host/run-service.ts';
import type { ServiceHost } from '../../../shared/host/service-host.ts';
import { createHttpClient } from '../../engine/http.ts';
import { bareBooking } from './bare-values.ts';
import { saveSteps, storeOrders, type Step } from './statements.ts';
import { countInHand, openPool, workOf } from './work.ts';

/** Batches as the contender's: what waits meanwhile goes together. */
const batches = { maxBatch: 64, concurrency: 2 };
const callDeadlineMs = 30_000;

function startGateway(host: ServiceHost): void {
  const { config } = host;
  const db = openPool(host, config.SERVICE_DATABASE_URL, 8);
  const client = createHttpClient();
  host.onStop('client', () => Promise.resolve(client.close()));
  const inHand = countInHand(host);
  const store = createBatcher(async (bookings: Booking[]) => {
    await storeOrders(db, bookings);
    return bookings;
  }, batches);
  const save = createBatcher(async (steps: Step[]) => {
    await saveSteps(db, steps);
    return steps;
  }, batches);
  const urls = {
    ticket: `${required(config, 'TICKET_URL')[0]}/work`,
    billing: `${required(config, 'BILLING_URL')[0]}/work`,
    email: `${required(config, 'EMAIL_URL')[0]}/work`,
  };
  const call = async (url: string, body: string) => {
    const reply = await client.send('POST', url, { deadlineMs: callDeadlineMs, body });
    if (reply.kind !== 'answer' || reply.status !== 200) throw new Error(`${url} failed`);
    return JSON.parse(reply.body) as unknown;
  };
  const decide = async (booking: Booking) => {
    const { orderId } = booking;
    await store(booking);
    await call(urls.ticket, JSON.stringify(booking));
    await save({ orderId, step: 'reserved', mail: null });
    await call(urls.billing, JSON.stringify(booking));
    await save({ orderId, step: 'confirmed', mail: 'owed' });
  };
  const mail = async (booking: Booking) => {
    await call(urls.email, JSON.stringify(booking));
    await save({ orderId: booking.orderId, step: 'confirmed', mail: 'sent' });
  };
  host.app.post('/bookings', express.json(), async (req, res) => {
    const booking = bareBooking.parse(req.body);
    await inHand(decide(booking));
    res.status(201).json({ ...booking, status: 'confirmed', reason: null });
    // Nobody waits for the mail, as in the contender.
    inHand(mail(booking)).catch((error: unknown) =>
      host.log.error('mail not sent', { error: String(error) }),
    );
  });
}

await runService((host, { SERVICE_ROLE: role }) => {
  if (role === 'gateway') startGateway(host);
  else {
    const work = workOf(host, role);
    const inHand = countInHand(host);
    const execute = createBatcher(async (bookings: Booking[]) => {
      await work(bookings);
      return bookings;
    }, batches);
    host.app.post('/work', express.json(), async (req, res) => {
      await inHand(execute(bareBooking.parse(req.body)));
      res.json({ type: 'done' });
    });
  }
  return Promise.resolve();
});
