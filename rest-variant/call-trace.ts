// Spans of calls: every attempt as the caller saw it, and every request as the called service saw it.
import type { RequestHandler } from 'express';
import type { OrderCommand } from '../shared/domain/order.ts';
import type { Trace } from '../shared/host/trace-writer.ts';
import { epochMs } from '../shared/trace.ts';
import { TransientCallError } from './resilience.ts';
import { orderIdHeader, routes, type Route } from './routes.ts';

/** Watches the attempts of one call. */
export type CallTrace = {
  attempt<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The breaker let nothing through. */
  refusedByBreaker(): void;
};

/** The trace of one call; without `trace` it only passes the attempts on. */
export function traceCall(
  trace: Trace | undefined,
  orderId: string,
  command: OrderCommand,
): CallTrace {
  if (!trace) return untraced;
  const { role } = routes[command.type];
  let attempts = 0;
  const note = (startMs: number, outcome: string) =>
    trace({
      ...{ orderId, service: 'gateway', kind: 'call', peer: role, what: command.type },
      ...{ startMs, endMs: epochMs(), attempt: attempts, outcome },
    });
  return {
    attempt: async (work) => {
      attempts++;
      const startMs = epochMs();
      try {
        const result = await work();
        note(startMs, 'ok');
        return result;
      } catch (error) {
        note(startMs, error instanceof TransientCallError ? error.outcome : 'failed');
        throw error;
      }
    },
    refusedByBreaker: () => {
      attempts++;
      note(epochMs(), 'breaker open');
    },
  };
}

const untraced: CallTrace = { attempt: (work) => work(), refusedByBreaker: () => undefined };

/** Notes down requests from their arrival to the end of their answer, or of the connection it should have gone to. */
export function traceServing(
  trace: Trace,
  service: Route['role'],
  what: OrderCommand['type'],
): RequestHandler {
  return (req, res, next) => {
    const startMs = epochMs();
    res.once('close', () => {
      const status = res.statusCode === 200 ? 'ok' : String(res.statusCode);
      trace({
        orderId: req.get(orderIdHeader) ?? '',
        ...{ service, kind: 'serve', peer: 'gateway', what, startMs, endMs: epochMs() },
        ...{ attempt: 1, outcome: res.writableFinished ? status : 'no answer' },
      });
    });
    next();
  };
}
