// Sets and clears faults in another process through its control endpoint.
import type { HandlerFault, ListedFault } from './fault.ts';

/** Where the control endpoint is. */
export type ControlClientOptions = {
  /** Base, for example `http://127.0.0.1:9100`. */
  url: string;
  token: string;
  /** Longest wait for one answer, ms. Default 2000. */
  deadlineMs?: number;
};

/** The same operations as `Chaos`, over HTTP. All reject with `ControlError`. */
export type ControlClient = {
  /** Replaces all faults of that process and returns what is in force. */
  set(faults: HandlerFault[]): Promise<ListedFault[]>;
  /** Puts faults in force beside those already set and returns what is in force. */
  add(faults: HandlerFault[]): Promise<ListedFault[]>;
  list(): Promise<ListedFault[]>;
  /** Heals one fault, or all. */
  clear(id?: string): Promise<void>;
};

/** The endpoint refused, or could not be reached in time. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  /** HTTP status of the refusal; undefined when there was no answer. */
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.status = options.status;
  }
}

/** Makes a client; it keeps no connection. */
export function createControlClient({
  url,
  token,
  deadlineMs = 2000,
}: ControlClientOptions): ControlClient {
  const endpoint = `${url.replace(/\/+$/, '')}/chaos/faults`;

  async function call(method: string, suffix = '', body?: unknown): Promise<string> {
    const what = `${method} ${endpoint}${suffix}`;
    let status: number;
    let text: string;
    try {
      const response = await fetch(endpoint + suffix, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        signal: AbortSignal.timeout(deadlineMs),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      status = response.status;
      text = await response.text();
    } catch (cause) {
      const timedOut = cause instanceof Error && cause.name === 'TimeoutError';
      const problem = timedOut ? `no answer within ${deadlineMs} ms` : 'not reachable';
      throw new ControlError(`${what}: ${problem}`, { cause });
    }
    if (status >= 300) throw new ControlError(`${what}: ${status} ${text}`, { status });
    return text;
  }

  return {
    set: async (faults) => listed(await call('PUT', '', { faults })),
    add: async (faults) => listed(await call('POST', '', { faults })),
    list: async () => listed(await call('GET')),
    async clear(id) {
      await call('DELETE', id === undefined ? '' : `/${encodeURIComponent(id)}`);
    },
  };
}

/** The endpoint's own answer, so its shape is known. */
function listed(text: string): ListedFault[] {
  const { faults }: { faults: ListedFault[] } = JSON.parse(text);
  return faults;
}
