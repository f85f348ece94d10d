// The answers faults give over HTTP, written with node's own response so that they need no framework.
import { STATUS_CODES } from 'node:http';
import type { ServerResponse } from 'node:http';

/** What to say in an `application/problem+json` answer (RFC 9457). */
export type Problem = {
  status: number;
  /** Which fault did it. */
  faultId: string;
  /** Value of `Retry-After`, seconds; absent = no such header. */
  retryAfterS?: number;
};

/** Sends a problem and ends the response. */
export function sendProblem(res: ServerResponse, problem: Problem): void {
  const body = JSON.stringify({
    type: 'about:blank',
    title: STATUS_CODES[problem.status],
    status: problem.status,
    detail: `injected by fault ${problem.faultId}`,
  });
  res.statusCode = problem.status;
  if (problem.retryAfterS !== undefined) res.setHeader('Retry-After', String(problem.retryAfterS));
  res.setHeader('Content-Type', 'application/problem+json');
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.end(body);
}
