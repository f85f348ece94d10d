// Withholds a handler's answer until it is complete, so that a fault can strike after the effect.
import type { ServerResponse } from 'node:http';

/** A complete answer that has not been sent. Use exactly one of the two. */
export type CapturedAnswer = {
  /** Sends what the handler had answered. Only for captures that keep it. */
  deliver(): void;
  /** Forgets it and makes the response as it was before the handler ran. */
  discard(): void;
};

type Method = 'writeHead' | 'flushHeaders' | 'write' | 'end';

/**
 * Intercepts everything written to `res` from now on.
 * @param keep whether the answer is to be delivered later; otherwise its bytes are not even stored.
 * @param onEnd called once, when the handler has called `res.end`.
 */
export function captureAnswer(
  res: ServerResponse,
  keep: boolean,
  onEnd: (answer: CapturedAnswer) => void,
): void {
  // oxlint-disable-next-line typescript/unbound-method -- put back or called with `res` as `this`
  const { writeHead, flushHeaders, write, end } = res;
  const original = { writeHead, flushHeaders, write, end };
  const headersBefore = res.getHeaders();
  const { statusCode } = res;
  const calls: { method: Method; args: unknown[] }[] = [];
  let ended = false;

  /** Notes the call and returns the callback among its arguments. */
  function record(method: Method, args: unknown[]): (() => void) | undefined {
    const callback = args.find((arg): arg is () => void => typeof arg === 'function');
    if (keep && !ended)
      calls.push({ method, args: args.filter((arg) => arg !== callback).map(copy) });
    return callback;
  }

  Object.assign(res, {
    writeHead(...args: unknown[]) {
      record('writeHead', args);
      return res;
    },
    flushHeaders() {
      record('flushHeaders', []);
    },
    write(...args: unknown[]) {
      const written = record('write', args);
      if (written) process.nextTick(written);
      return true;
    },
    end(...args: unknown[]) {
      const finished = record('end', args);
      if (finished) res.once('finish', finished);
      if (ended) return res;
      ended = true;
      onEnd({ deliver, discard });
      return res;
    },
  });

  function deliver(): void {
    Object.assign(res, original);
    for (const { method, args } of calls) Reflect.apply(original[method], res, args);
  }

  function discard(): void {
    Object.assign(res, original);
    for (const name of res.getHeaderNames()) {
      // Removing these two would also switch off what node adds by itself.
      if (name !== 'connection' && name !== 'date') res.removeHeader(name);
    }
    for (const [name, value] of Object.entries(headersBefore)) {
      if (value !== undefined) res.setHeader(name, value);
    }
    res.statusCode = statusCode;
    res.statusMessage = '';
  }
}

/** The caller may reuse its buffer as soon as write has returned. */
function copy(arg: unknown): unknown {
  return arg instanceof Uint8Array ? Buffer.from(arg) : arg;
}
