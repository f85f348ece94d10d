// The HTTP contract between the services: which command is which request, on both ends.
import { z } from 'zod';
import type { Booking } from '../shared/domain/booking.ts';
import type { OrderCommand, OrderEvent } from '../shared/domain/order.ts';
import { bookingSchema } from '../shared/services/booking-api.ts';
import type { ServiceRole } from '../shared/variant.ts';

/** Where a command goes. */
export type Route = { role: Exclude<ServiceRole, 'gateway'>; path: string };

/** One route per command; all are POST with the booking as body and answer 200 with an event. */
export const routes: Record<OrderCommand['type'], Route> = {
  'reserve-tickets': { role: 'ticket', path: '/reservations' },
  'release-tickets': { role: 'ticket', path: '/reservations/release' },
  'charge-card': { role: 'billing', path: '/charges' },
  'void-charge': { role: 'billing', path: '/charges/void' },
  'send-confirmation': { role: 'email', path: '/confirmations' },
};

/** Carries the order id for logs and faults, whatever the idempotency policy. */
export const orderIdHeader = 'x-order-id';

/** The body of every call. */
export const callBodySchema: z.ZodType<Booking> = bookingSchema;

/** The answer to every call. */
export const eventSchema: z.ZodType<OrderEvent> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('tickets-reserved') }),
  z.object({ type: z.literal('tickets-refused'), reason: z.enum(['sold-out', 'unknown-flight']) }),
  z.object({ type: z.literal('card-charged') }),
  z.object({ type: z.literal('card-declined') }),
  z.object({ type: z.literal('confirmation-sent') }),
  z.object({ type: z.literal('charge-voided') }),
  z.object({ type: z.literal('tickets-released') }),
]);
