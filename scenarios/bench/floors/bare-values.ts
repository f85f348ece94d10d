// What a floor takes from outside, looked at by nobody: checking is part of what the contenders pay for.
import { z } from 'zod';
import type { Booking } from '../../../shared/domain/booking.ts';

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/** A booking as our own generator sends it: nothing but its being an object is checked. */
export const bareBooking = z.custom<Booking>(isObject);

/** What travels on a topic, in the shape and size of the contender's messages. */
export type BareMessage = {
  messageId: string;
  orderId: string;
  occurredAtMs: number;
  body: { command: { type: string }; booking: Booking } | { event: { type: string } };
};

/** A message of another floor service. */
export const bareMessage = z.custom<BareMessage>(isObject);

/** What the gateway's row says of an order it has just saved. */
export type SavedOrder = {
  order_id: string;
  flight: string;
  seats: number;
  card: string;
  email: string;
  step: string;
};

/** A row of `saveSteps`. */
export const savedOrder = z.custom<SavedOrder>(isObject);
