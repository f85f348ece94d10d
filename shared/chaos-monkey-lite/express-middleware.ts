// Puts the faults in front of, or behind, an Express handler.
import type { Request, RequestHandler, Response } from 'express';
import { captureAnswer } from './answer-capture.ts';
import type { CapturedAnswer } from './answer-capture.ts';
import type { FaultSet, Hit } from './fault-set.ts';
import type { RatedFault } from './fault.ts';
import { crash } from './crash.ts';
import { sendProblem } from './http-answer.ts';

/** Where a middleware stands, and what identifies a request. */
export type MiddlewareOptions = {
  /** Name faults use to reach this handler. */
  target: string;
  /** Identity of the work, the same for every retry, for example an order id. */
  key: (req: Request) => string;
};

/** Makes the middleware; mount it directly before the handler it is to disturb. */
export function createMiddleware(
  faults: FaultSet,
  { target, key }: MiddlewareOptions,
): RequestHandler {
  return async (req, res, next) => {
    const hit = faults.hit(target, key(req));
    if (hit?.fault.point === 'before' && (await strikeBefore(hit, res))) return;
    const overload = faults.capacity(target, 1);
    if (overload && !(await overload.take())) {
      overload.refuse(res);
      return;
    }
    if (hit?.fault.point === 'after') {
      captureAnswer(res, hit.fault.kind === 'latency', (captured) => {
        strikeAfter(hit, captured, res).catch((error: Error) => res.destroy(error));
      });
    }
    next();
  };
}

/** Resolves `true` when the fault has answered in place of the handler. */
async function strikeBefore(hit: Hit, res: Response): Promise<boolean> {
  await hit.hold(hit.fault.kind === 'hang' ? whenClosed(res) : undefined);
  if (hit.fault.kind === 'latency') return false;
  sendFault(hit.fault, res);
  return true;
}

async function strikeAfter(hit: Hit, captured: CapturedAnswer, res: Response): Promise<void> {
  await hit.hold(hit.fault.kind === 'hang' ? whenClosed(res) : undefined);
  if (hit.fault.kind === 'latency') return captured.deliver();
  captured.discard();
  sendFault(hit.fault, res);
}

function sendFault(fault: RatedFault, res: Response): void {
  switch (fault.kind) {
    case 'unavailable':
      return sendProblem(res, {
        status: 503,
        faultId: fault.id,
        retryAfterS: fault.retryAfterS ?? 1,
      });
    case 'error':
      return sendProblem(res, { status: 500, faultId: fault.id });
    case 'crash':
      return crash();
    case 'hang':
    case 'reset':
      res.socket?.destroy();
      return;
    case 'latency':
  }
}

/** A caller that hung up must not be kept among the held until the fault is cleared. */
function whenClosed(res: Response): AbortSignal {
  const closed = new AbortController();
  res.once('close', () => closed.abort());
  return closed.signal;
}
