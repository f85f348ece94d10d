// Who may do what on the live server: this machine only, by its own name, and changes only with the token.
import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import { sendProblem } from '../../shared/services/booking-api.ts';

/** The header that carries the token of a request that changes something. */
export const tokenHeader = 'x-live-token';

/**
 * Refuses a foreign Host header (a web site that points its own name at this machine) and a foreign Origin;
 * anything but GET and HEAD needs the token too.
 */
export function guard({ port, token }: { port: () => number; token: string }): RequestHandler {
  return (req, res, next) => {
    const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`];
    if (!hosts.includes(req.headers.host ?? ''))
      return sendProblem(res, 403, 'foreign-host', `Host: must be ${hosts.join(' or ')}`);
    const { origin } = req.headers;
    if (origin !== undefined && !hosts.some((host) => origin === `http://${host}`))
      return sendProblem(res, 403, 'foreign-origin', 'Origin: must be this page itself');
    if (req.method === 'GET' || req.method === 'HEAD') return next();
    if (!isSame(req.get(tokenHeader) ?? '', token))
      return sendProblem(
        ...[res, 401, 'token-missing'],
        `${tokenHeader}: open the page by the address that the terminal shows`,
      );
    next();
  };
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
