// The envelope every message on a topic travels in.
import type { Booking } from './booking.ts';
import type { OrderCommand, OrderEvent } from './order.ts';

/** A message on a topic. The key of the record is `orderId`, so one order's messages keep their order. */
export type Message<Body> = {
  /** UUID made by the sender; a redelivery carries the same one, so an inbox can absorb it. */
  messageId: string;
  orderId: string;
  /** When the sender created it, ms since the epoch. */
  occurredAtMs: number;
  body: Body;
};

/** On `tickets`, `billing`, `email`: what to do, with all the receiver needs to know. */
export type CommandMessage = Message<{ command: OrderCommand; booking: Booking }>;

/** On `order-updates`: what has happened. */
export type EventMessage = Message<{ event: OrderEvent }>;
