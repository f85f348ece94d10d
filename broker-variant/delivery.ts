// A record from a topic, parsed at the border; what cannot be parsed becomes a dead letter.
import { z } from 'zod';
import type { CommandMessage, EventMessage } from '../shared/domain/message.ts';
import { bookingSchema } from '../shared/services/booking-api.ts';

const envelope = {
  messageId: z.uuid(),
  orderId: z.uuid(),
  occurredAtMs: z.number(),
};

/** The value of a record on `tickets`, `billing` and `email`. */
export const commandMessageSchema: z.ZodType<CommandMessage> = z.strictObject({
  ...envelope,
  body: z.strictObject({
    command: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('reserve-tickets') }),
      z.strictObject({ type: z.literal('release-tickets') }),
      z.strictObject({ type: z.literal('charge-card') }),
      z.strictObject({ type: z.literal('void-charge') }),
      z.strictObject({ type: z.literal('send-confirmation') }),
    ]),
    booking: bookingSchema,
  }),
});

/** The value of a record on `order-updates`. */
export const eventMessageSchema: z.ZodType<EventMessage> = z.strictObject({
  ...envelope,
  body: z.strictObject({
    event: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('tickets-reserved') }),
      z.strictObject({
        type: z.literal('tickets-refused'),
        reason: z.enum(['sold-out', 'unknown-flight']),
      }),
      z.strictObject({ type: z.literal('card-charged') }),
      z.strictObject({ type: z.literal('card-declined') }),
      z.strictObject({ type: z.literal('charge-voided') }),
      z.strictObject({ type: z.literal('tickets-released') }),
    ]),
  }),
});

/** A parsed message with where it came from. */
export type Delivery<M> = {
  topic: string;
  partition: number;
  offset: string;
  /** The record's key and value as they came, for the retry queue and dead letters. */
  key: string;
  value: string;
  message: M;
};

/** Parses a record; a failure is a sentence naming the field. */
export function parseDelivery<M>(
  schema: z.ZodType<M>,
  source: { topic: string; partition: number; offset: string; key: string; value: string },
): { delivery: Delivery<M> } | { error: string } {
  let json: unknown;
  try {
    json = JSON.parse(source.value);
  } catch {
    return { error: 'value: not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { delivery: { ...source, message: parsed.data } };
  const issue = parsed.error.issues[0];
  return { error: `${issue?.path.join('.') ?? 'value'}: ${issue?.message ?? 'invalid'}` };
}
