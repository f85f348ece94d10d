// One HTTP call to the next service: deadline, retry, breaker, and an honest word on what may have happened.
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import axios, { isAxiosError, type AxiosInstance } from 'axios';
import { handleWhen, isBrokenCircuitError, retry } from 'cockatiel';
import type { Order, OrderCommand, OrderEvent } from '../shared/domain/order.ts';
import type { Trace } from '../shared/host/trace-writer.ts';

import { traceCall, type CallTrace } from './call-trace.ts';
import { createInstances } from './instances.ts';
import type { RestPolicy } from './policy.ts';
import { backoffOf, TransientCallError } from './resilience.ts';
import { eventSchema, orderIdHeader, routes, type Route } from './routes.ts';

/** How a call ended. */
export type CallResult =
  | { kind: 'answered'; event: OrderEvent }
  /** Nothing more is tried. `effectPossible`: the other side may have done it all the same. */
  | { kind: 'gave-up'; status: 503 | 504; detail: string; effectPossible: boolean };

/** Calls the service that a command belongs to. */
export type Transport = {
  /** The deadline may be infinite. */
  call(order: Order, command: OrderCommand, deadlineAtMs: number): Promise<CallResult>;
  /** Attempts sent to billing for a charge, retries included. */
  chargeAttempts(): number;
  breakerState(): 'closed' | 'half-open' | 'open' | 'none';
};

type Peer = Route['role'];

/** Opens the transport; one keep-alive client and one breaker per instance of a peer. */
export function openTransport(
  policy: RestPolicy,
  urls: Record<Peer, readonly string[]>,
  now: () => number = Date.now,
  trace?: Trace,
): Transport {
  // axios asks for 60 s at every call: an agent that asks for its default of 1 s after it costs four system calls each time.
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 60_000, maxSockets: 256 });
  const clientOf = (url: string): AxiosInstance =>
    axios.create({
      baseURL: url,
      httpAgent: agent,
      proxy: false,
      maxRedirects: 0,
      maxContentLength: 64 * 1024,
      validateStatus: () => true,
    });
  const peers = {
    ticket: createInstances(urls.ticket.map(clientOf), policy, now),
    billing: createInstances(urls.billing.map(clientOf), policy, now),
    email: createInstances(urls.email.map(clientOf), policy, now),
  };
  let chargeAttempts = 0;

  const attempt = async (
    client: AxiosInstance,
    order: Order,
    command: OrderCommand,
    deadlineAtMs: number,
  ) => {
    const { role, path } = routes[command.type];
    const forever = Number.POSITIVE_INFINITY;
    const timeoutMs = Math.min(policy.attemptTimeoutMs ?? forever, deadlineAtMs - now());
    if (timeoutMs <= 0) throw new TransientCallError(`no time left for ${role}`, notSentInTime);
    if (command.type === 'charge-card') chargeAttempts++;
    const { orderId } = order.booking;
    const response = await client
      .request<unknown>({
        ...{ method: 'post', url: path, data: order.booking },
        // axios' own timeout does not cover a connection that never opens.
        ...(timeoutMs < forever ? { signal: AbortSignal.timeout(timeoutMs) } : {}),
        headers: { [orderIdHeader]: orderId, ...keyHeader(policy, orderId) },
      })
      .catch((cause: unknown) => {
        throw asTransient(role, cause);
      });
    if (response.status === 200) return eventSchema.parse(response.data);
    const retryAfterS = Number(response.headers['retry-after'] ?? 0);
    if (response.status >= 500 || response.status === 429)
      throw new TransientCallError(`${role} answered ${response.status}`, {
        status: 503,
        effectPossible: true,
        outcome: String(response.status),
        retryAfterMs: policy.honourRetryAfter && retryAfterS > 0 ? retryAfterS * 1_000 : 0,
      });
    throw new Error(`${role} refused ${command.type} with ${response.status}`);
  };

  /** One attempt: by the first instance that listens. */
  const attemptInTurn = async (
    traced: CallTrace,
    order: Order,
    command: OrderCommand,
    deadlineAtMs: number,
  ) => {
    let refused: unknown;
    for (const instance of peers[routes[command.type].role].inTurn()) {
      try {
        return await instance.breaker.execute(() =>
          traced.attempt(() => attempt(instance.client, order, command, deadlineAtMs)),
        );
      } catch (error) {
        if (!(error instanceof TransientCallError) || error.outcome !== refusedOutcome) throw error;
        instance.passOver(policy.refusedForMs);
        refused = error;
      }
    }
    throw refused;
  };

  return {
    call: async (order, command, deadlineAtMs) => {
      let effectPossible = false;
      const traced = traceCall(trace, order.booking.orderId, command);
      const retrying = retry(
        handleWhen(
          (error) =>
            error instanceof TransientCallError && now() + error.retryAfterMs < deadlineAtMs,
        ),
        { maxAttempts: policy.attempts - 1, backoff: backoffOf(policy) },
      );
      try {
        const event = await retrying.execute(() =>
          attemptInTurn(traced, order, command, deadlineAtMs).catch((error: unknown) => {
            if (error instanceof TransientCallError) effectPossible ||= error.effectPossible;
            throw error;
          }),
        );
        return { kind: 'answered', event };
      } catch (error) {
        if (error instanceof TransientCallError)
          return { kind: 'gave-up', status: error.status, detail: error.message, effectPossible };
        if (isBrokenCircuitError(error)) {
          traced.refusedByBreaker();
          const detail = `${routes[command.type].role} is failing; the circuit breaker is open`;
          return { kind: 'gave-up', status: 503, detail, effectPossible };
        }
        throw error;
      }
    },
    chargeAttempts: () => chargeAttempts,
    breakerState: peers.billing.breakerState,
  };
}

function keyHeader({ idempotencyKeys }: RestPolicy, orderId: string): Record<string, string> {
  if (idempotencyKeys === 'none') return {};
  return { 'idempotency-key': idempotencyKeys === 'per-order' ? orderId : randomUUID() };
}

const refusedOutcome = 'refused';

/** Nobody listened, or nobody had that name, as with a container that is gone. */
const nothingWasSent: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

const notSentInTime = {
  ...({ status: 504, outcome: 'no time left' } as const),
  ...{ effectPossible: false, retryAfterMs: 0 },
};

function asTransient(role: string, cause: unknown): Error {
  if (!isAxiosError(cause)) return cause instanceof Error ? cause : new Error(String(cause));
  if (cause.code === 'ERR_CANCELED' || cause.code === 'ECONNABORTED')
    return new TransientCallError(
      `${role} did not answer in time`,
      { status: 504, outcome: 'timed out', effectPossible: true, retryAfterMs: 0 },
      { cause },
    );
  // Anything else may have broken after the effect.
  const refused = nothingWasSent.has(cause.code ?? '');
  return new TransientCallError(
    `${role} is unreachable (${cause.code ?? 'connection failed'})`,
    {
      ...({ status: 503, outcome: refused ? refusedOutcome : 'broken off' } as const),
      ...{ effectPossible: !refused, retryAfterMs: 0 },
    },
    { cause },
  );
}
