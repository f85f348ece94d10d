// What every service is, whatever carries its commands: a batch of requests in, one event each out.
import type { Sql } from '../db/database.ts';
import type { Booking } from '../domain/booking.ts';
import type { OrderCommand, OrderEvent } from '../domain/order.ts';

/** One command for one order. */
export type ServiceRequest = {
  command: OrderCommand;
  booking: Booking;
  /** Names the effect, so that a repeat finds it instead of making it again. */
  idempotencyKey: string;
};

/**
 * Executes requests with multi-row statements and answers each, in order. `sql` is the service's own
 * database: a client inside the caller's transaction, or a pool when each statement may stand alone.
 * Business refusals are events; a throw means infrastructure failed and the whole batch may be retried.
 */
export type Service = (sql: Sql, requests: ServiceRequest[]) => Promise<OrderEvent[]>;

/** A command that this service does not know: a wiring mistake. */
export class UnknownCommandError extends Error {
  constructor(service: string, command: OrderCommand) {
    super(`the ${service} service has no command "${command.type}"`);
  }
}

/** A service that runs each command type as one batch and puts the answers back in request order. */
export function serviceOf(
  name: string,
  handlers: Partial<Record<OrderCommand['type'], Service>>,
): Service {
  return async (sql, requests) => {
    const events: OrderEvent[] = [];
    for (const type of new Set(requests.map((r) => r.command.type))) {
      const indexes = requests.flatMap((r, i) => (r.command.type === type ? [i] : []));
      const batch = indexes.flatMap((i) => requests[i] ?? []);
      const handler = handlers[type];
      if (!handler) throw new UnknownCommandError(name, { type });
      const answers = await handler(sql, batch);
      indexes.forEach((index, n) => {
        const answer = answers[n];
        if (!answer) throw new Error(`the ${name} service left a request unanswered`);
        events[index] = answer;
      });
    }
    return events;
  };
}
