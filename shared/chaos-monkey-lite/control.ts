// Lets an experiment set and clear faults from outside the process, and nobody else.
import { createHash, timingSafeEqual } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Chaos } from './chaos.ts';
import { FaultError } from './fault.ts';
import { readFields } from './field-reader.ts';
import { parseFaults } from './parse-faults.ts';

/** Largest accepted body, bytes. */
const bodyLimit = 64 * 1024;
const loopbackHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i;
const ownPath = /^\/chaos\/faults(?:\/([^/]+))?$/;

/** What the control endpoint needs. */
export type ControlOptions = {
  chaos: Chaos;
  /** Callers send it as `Authorization: Bearer <token>`. At least 8 characters. */
  token: string;
};

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/**
 * Makes a request handler for `PUT`, `POST` and `GET /chaos/faults` and `DELETE /chaos/faults[/:id]`.
 * It returns `false`, and touches nothing, when the path is not its own. It reads the body itself, so it stands
 * before any body parser.
 */
export function createControlHandler({
  chaos,
  token,
}: ControlOptions): (req: IncomingMessage, res: ServerResponse) => boolean {
  if (token.length < 8) throw new RangeError('the control token needs at least 8 characters');

  return (req, res) => {
    const [path = ''] = (req.url ?? '').split('?');
    const match = ownPath.exec(path);
    if (!match) return false;
    // One request per connection: a restarted process must not meet a caller's stale keep-alive socket.
    res.setHeader('Connection', 'close');
    serve(req, res, match[1]).catch((error: unknown) => refuse(res, error));
    return true;
  };

  async function serve(req: IncomingMessage, res: ServerResponse, id?: string): Promise<void> {
    // A page in a browser can reach 127.0.0.1 through a name of its own; then the name gives it away.
    if (!loopbackHost.test(req.headers.host ?? '')) {
      throw new Refusal(403, 'the Host header must be a loopback address');
    }
    if (!isToken(req.headers.authorization, token)) {
      res.setHeader('WWW-Authenticate', 'Bearer');
      throw new Refusal(401, 'a bearer token is needed');
    }
    if (req.method === 'DELETE') {
      chaos.clear(id === undefined ? undefined : decodeId(id));
      res.writeHead(204).end();
    } else if (req.method === 'GET' && id === undefined) {
      sendFaults(res, chaos);
    } else if ((req.method === 'PUT' || req.method === 'POST') && id === undefined) {
      const fields = readFields(await readJson(req), 'body');
      fields.allowOnly(['faults']);
      const faults = parseFaults(fields.raw('faults'));
      if (req.method === 'PUT') chaos.set(faults);
      else chaos.add(faults);
      sendFaults(res, chaos);
    } else {
      res.setHeader('Allow', id === undefined ? 'GET, PUT, POST, DELETE' : 'DELETE');
      throw new Refusal(405, `${req.method ?? 'this method'} is not possible here`);
    }
  }
}

function sendFaults(res: ServerResponse, chaos: Chaos): void {
  res.writeHead(200, { 'Content-Type': 'application/json' });
  res.end(JSON.stringify({ faults: chaos.list() }));
}

function isToken(authorization: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(authorization ?? ''), digest(`Bearer ${token}`));
}

/** Equal lengths, so that the comparison takes the same time whatever was sent. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function decodeId(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    throw new Refusal(400, 'the fault id is not a valid URL segment');
  }
}

async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyLimit) throw new Refusal(413, `the body is larger than ${bodyLimit} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new Refusal(400, 'the body is not JSON');
  }
}

function refuse(res: ServerResponse, error: unknown): void {
  const status = error instanceof Refusal ? error.status : error instanceof FaultError ? 400 : 500;
  const problem = {
    type: 'about:blank',
    title: STATUS_CODES[status],
    status,
    detail: error instanceof Error ? error.message : String(error),
    ...(error instanceof FaultError && { field: error.field }),
  };
  if (res.headersSent) return void res.destroy();
  res.writeHead(status, { 'Content-Type': 'application/problem+json' });
  res.end(JSON.stringify(problem));
}
