// What services note down of an order on its way, so that a report can draw its journey from measured data.
import { z } from 'zod';
import { serviceRoles } from './variant.ts';

const word = z.string().max(200);

/**
 * One stretch of an order's journey, as one service saw it. The order id is the trace id: it travels with
 * every call and every message anyway, so that nothing else has to be handed on.
 */
export const spanSchema = z.object({
  /** The order this belongs to. */
  orderId: z.string().max(64),
  /** The service that saw it. */
  service: z.enum(serviceRoles),
  /**
   * `call`: one attempt to reach another service. `serve`: a call as the called service saw it.
   * `publish`: a message on its way into a topic. `consume`: a message being handled.
   */
  kind: z.enum(['call', 'serve', 'publish', 'consume']),
  /** `call`: the role called. `serve`: the caller. `publish`, `consume`: the topic, without the run's prefix. */
  peer: word,
  /** The command or event, for example `charge-card`, `tickets-reserved`. */
  what: word,
  /**
   * Epoch ms. `publish`: when the message was made, which may be long before anything could be sent.
   * `consume`: when its batch was begun.
   */
  startMs: z.number(),
  /** Epoch ms, not before `startMs`. `publish`: when the topic had it, or the send failed. */
  endMs: z.number(),
  /** 1 for the first; a service that counts anew (after a restart, say) starts at 1 again. */
  attempt: z.number().int().positive(),
  /**
   * `ok`, or in a word what went wrong. Calls: an HTTP status as text, `timed out`, `refused`, `broken off`,
   * `breaker open`, `no time left`, `failed`; served: an HTTP status,
   * `no answer` (the connection ended before). Messages: `absorbed` (a repeat without effect),
   * `ignored` (nothing left to do), `will retry`, `redelivered`, `dead-lettered`, `lost`,
   * `not sent`.
   */
  outcome: word,
});

/** One stretch of an order's journey, as one service saw it. */
export type Span = z.infer<typeof spanSchema>;

/** Now, in epoch ms with a sub-millisecond resolution: the clock of all spans. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}
