// The thinnest keep-alive HTTP client: the generator must cost less than what it measures.
import { Agent, request } from 'node:http';

/** An answer, or how the attempt ended without one. */
export type HttpReply =
  | { kind: 'answer'; status: number; body: string }
  /** Nobody listened: the request was never sent. */
  | { kind: 'refused' }
  /** The deadline passed or the connection broke: nobody knows what happened. */
  | { kind: 'unknown'; detail: string };

/** A client that never queues: open-loop arrivals must not wait for a free connection. */
export function createHttpClient() {
  const agent = new Agent({
    keepAlive: true,
    maxSockets: Number.POSITIVE_INFINITY,
    // A server that comes back leaves thousands of idle connections: closing them all would hold up what is due.
    maxFreeSockets: Number.POSITIVE_INFINITY,
  });
  const send = (
    method: 'GET' | 'POST',
    url: string,
    options: { deadlineMs: number; headers?: Record<string, string>; body?: string },
  ): Promise<HttpReply> =>
    new Promise((resolve) => {
      const { body, deadlineMs, headers } = options;
      const req = request(url, {
        method,
        agent,
        headers: {
          ...headers,
          ...(body === undefined
            ? {}
            : {
                'content-type': 'application/json',
                'content-length': String(Buffer.byteLength(body)),
              }),
        },
      });
      const timer = setTimeout(() => {
        req.destroy(new Error(`no answer in ${deadlineMs} ms`));
      }, deadlineMs);
      const end = (reply: HttpReply) => {
        clearTimeout(timer);
        resolve(reply);
      };
      req.on('response', (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('end', () =>
          end({
            kind: 'answer',
            status: res.statusCode ?? 0,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        res.on('error', (error) => end({ kind: 'unknown', detail: error.message }));
      });
      req.on('error', (error: NodeJS.ErrnoException) =>
        end(
          error.code === 'ECONNREFUSED'
            ? { kind: 'refused' }
            : { kind: 'unknown', detail: error.message },
        ),
      );
      req.end(body);
    });
  return { send, close: () => agent.destroy() };
}

export type HttpClient = ReturnType<typeof createHttpClient>;
