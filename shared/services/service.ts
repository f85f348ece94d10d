// What every service is, whatever carries its commands: a batch of requests in, one event each out.
import type { SqlWriter } from '../db/database.ts';
import type { Booking } from '../domain/booking.ts';
import type { OrderCommand, OrderEvent } from '../domain/order.ts';

/** One command for one order. */
export type ServiceRequest = {
  command: OrderCommand;
  booking: Booking;
  /** Names the effect, so that a repeat finds it instead of making it again. */
  idempotencyKey: string;
};

/** What became of a request: an event, or nothing for now. Of the latter the same request is to come again. */
export type ServiceAnswer = OrderEvent | { type: 'unavailable'; reason: string };

/**
 * Executes requests with multi-row statements and answers each, in order. `sql` is the service's own
 * database: a client inside the caller's transaction, or a pool when each statement may stand alone.
 * Business refusals are events; `unavailable` is one request's failure; a throw means infrastructure failed and the whole batch may be retried.
 */
export type Service = (sql: SqlWriter, requests: ServiceRequest[]) => Promise<ServiceAnswer[]>;

/** A command that this service does not know: a wiring mistake. */
export class UnknownCommandError extends Error {
  constructor(service: string, command: OrderCommand) {
    super(`the ${service} service has no command "${command.type}"`);
  }
}

/**
 * A service that runs each command type as one batch and puts the answers back in request order.
 * Requests with the same `identity` in one batch are one request: all get the one answer.
 */
export function serviceOf(
  name: string,
  identity: (request: ServiceRequest) => string,
  handlers: Partial<Record<OrderCommand['type'], Service>>,
): Service {
  return async (sql, requests) => {
    const answers = new Map<string, ServiceAnswer>();
    const keyOf = (r: ServiceRequest) => `${r.command.type} ${identity(r)}`;
    for (const type of new Set(requests.map((r) => r.command.type))) {
      const handler = handlers[type];
      if (!handler) throw new UnknownCommandError(name, { type });
      const ofType = requests.filter((r) => r.command.type === type);
      const distinct = [...new Map(ofType.map((r) => [keyOf(r), r])).values()];
      const events = await handler(sql, distinct);
      distinct.forEach((request, n) => {
        const event = events[n];
        if (event) answers.set(keyOf(request), event);
      });
    }
    return requests.map((request) => {
      const event = answers.get(keyOf(request));
      if (!event) throw new Error(`the ${name} service left a request unanswered`);
      return event;
    });
  };
}
