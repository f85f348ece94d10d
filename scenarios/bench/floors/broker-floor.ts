// Process entry of the broker floor: the transactions and messages of the `broker` contender, and nothing else.
// One transaction and one produce a hop: no outbox, no inbox, no retry queue, and acks from all replicas.
import { randomUUID } from 'node:crypto';
import express from 'express';
import type { KafkaMessage, Producer } from 'kafkajs';
import type { Booking } from '../../../shared/domain/booking.ts';
import { createBatcher } from '../../../shared/host/batcher.ts';
import { required } from '../../../shared/host/config.ts';
import { runService } from '../../../shared/host/run-service.ts';
import type { ServiceHost } from '../../../shared/host/service-host.ts';
import { readKafkaSecurity } from '../../../shared/kafka-security.ts';
import { bareBooking, bareMessage, type BareMessage, type SavedOrder } from './bare-values.ts';
import { consumeBatches, openConsumer, openKafka, openProducer, topicOf } from './kafka.ts';
import { saveSteps, storeOrders } from './statements.ts';
import { countInHand, openPool, workOf } from './work.ts';

type Outgoing = { topic: string; orderId: string; body: BareMessage['body'] };

function sendBy(producer: Producer, prefix: string) {
  return async (outgoing: Outgoing[]) => {
    const topics = [...new Set(outgoing.map(({ topic }) => topic))];
    await producer.sendBatch({
      acks: -1,
      topicMessages: topics.map((topic) => ({
        topic: topicOf(prefix, topic),
        messages: outgoing
          .filter((one) => one.topic === topic)
          .map(({ orderId, body }) => ({
            key: orderId,
            value: JSON.stringify({
              ...{ messageId: randomUUID(), orderId, occurredAtMs: Date.now(), body },
            }),
          })),
      })),
    });
  };
}

const command = (topic: string, type: string, booking: Booking): Outgoing => ({
  ...{ topic, orderId: booking.orderId, body: { command: { type }, booking } },
});

const parse = ({ value }: KafkaMessage) => bareMessage.parse(JSON.parse(String(value)));

function bookingOf({ body }: BareMessage): Booking {
  if ('booking' in body) return body.booking;
  throw new Error('an event where a command was expected');
}

function nextOf({ order_id: orderId, step, ...booking }: SavedOrder): Outgoing {
  return step === 'reserved'
    ? command('billing', 'charge-card', { orderId, ...booking })
    : command('email', 'send-confirmation', { orderId, ...booking });
}

type Send = ReturnType<typeof sendBy>;
type Handle = (messages: KafkaMessage[]) => Promise<void>;

function startGateway(host: ServiceHost, send: Send, inHand: ReturnType<typeof countInHand>) {
  const db = openPool(host, host.config.SERVICE_DATABASE_URL, 8);
  const store = createBatcher(
    async (bookings: Booking[]) => {
      await storeOrders(db, bookings);
      // The answer waits for the disk, not for the topic: as with the outbox of the contender.
      inHand(send(bookings.map((b) => command('tickets', 'reserve-tickets', b)))).catch(
        (error: unknown) => host.log.error('not sent', { error: String(error) }),
      );
      return bookings;
    },
    { maxBatch: 200, concurrency: 2 },
  );
  host.app.post('/bookings', express.json(), async (req, res) => {
    const booking = bareBooking.parse(req.body);
    await inHand(store(booking));
    res.status(202).json({ ...booking, status: 'pending', reason: null });
  });
  const handle: Handle = async (messages) => {
    const rows = await saveSteps(
      db,
      messages
        .map(parse)
        .map(({ orderId, body }) =>
          'event' in body && body.event.type === 'tickets-reserved'
            ? { orderId, step: 'reserved', mail: null }
            : { orderId, step: 'confirmed', mail: 'sent' },
        ),
    );
    await send(rows.map(nextOf));
  };
  return handle;
}

await runService(async (host, config) => {
  const role = config.SERVICE_ROLE;
  const prefix = required(config, 'TOPIC_PREFIX');
  const group = `${prefix}.${role}`;
  const kafka = openKafka(
    required(config, 'KAFKA_BROKERS').split(','),
    group,
    readKafkaSecurity(config),
  );
  const producer = openProducer(kafka);
  await producer.connect();
  host.onStop('producer', () => producer.disconnect());
  const send = sendBy(producer, prefix);
  const inHand = countInHand(host);
  const downstream = (): Handle => {
    if (role === 'gateway') return startGateway(host, send, inHand);
    const work = workOf(host, role);
    const event = role === 'ticket' ? 'tickets-reserved' : 'card-charged';
    return async (messages) => {
      const bookings = messages.map(parse).map(bookingOf);
      await work(bookings);
      if (role === 'email') return;
      await send(
        bookings.map(({ orderId }) => ({
          ...{ topic: 'order-updates', orderId, body: { event: { type: event } } },
        })),
      );
    };
  };
  const topics = {
    gateway: 'order-updates',
    ticket: 'tickets',
    billing: 'billing',
    email: 'email',
  };
  const handle = downstream();
  const stop = await consumeBatches(
    openConsumer(kafka, group),
    topicOf(prefix, topics[role]),
    (messages) => inHand(handle(messages), messages.length),
  );
  host.onStop('consumer', stop);
});
