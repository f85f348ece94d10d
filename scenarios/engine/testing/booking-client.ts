// A user of the booking API for tests: posts, reads, and waits for a decision.
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Booking } from '../../../shared/domain/booking.ts';
import { approvedCard } from '../../../shared/services/card-network.ts';
import { eventually } from './test-bench.ts';

const bodySchema = z.object({
  orderId: z.string().optional(),
  status: z.union([z.string(), z.number()]),
  reason: z.string().nullish(),
  code: z.string().optional(),
  detail: z.string().optional(),
  amountCents: z.number().optional(),
});

/** A status code with what came with it. */
export type ApiReply = { status: number; type: string; body: z.infer<typeof bodySchema> };

/** A valid booking with a fresh id; `change` overrides fields. */
export function someBooking(change: Partial<Booking> = {}): Booking {
  return {
    orderId: randomUUID(),
    flight: 'RB1000',
    seats: 1,
    card: approvedCard,
    email: 'user@example.com',
    ...change,
  };
}

/** Posts a body as it is. */
export async function post(
  edgeUrl: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<ApiReply> {
  const response = await fetch(`${edgeUrl}/bookings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(15_000),
  });
  return toReply(response);
}

/** Reads one booking. */
export async function read(edgeUrl: string, orderId: string): Promise<ApiReply> {
  return toReply(
    await fetch(`${edgeUrl}/bookings/${orderId}`, { signal: AbortSignal.timeout(5_000) }),
  );
}

/** Waits until a booking is decided and returns its final state. */
export function decided(edgeUrl: string, orderId: string): Promise<ApiReply['body']> {
  return eventually(`decision on ${orderId}`, async () => {
    const reply = await read(edgeUrl, orderId).catch(() => undefined);
    return reply?.status === 200 && reply.body.status !== 'pending' ? reply.body : undefined;
  });
}

async function toReply(response: Response): Promise<ApiReply> {
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    body: bodySchema.parse(await response.json()),
  };
}
