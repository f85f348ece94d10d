// Ticket, Billing and Email behind HTTP: validate, execute, answer with an event.
import { randomUUID } from 'node:crypto';
import express, { type RequestHandler } from 'express';
import { openDatabase } from '../shared/db/database.ts';
import type { OrderCommand } from '../shared/domain/order.ts';
import { createBatcher } from '../shared/host/batcher.ts';
import { required } from '../shared/host/config.ts';
import { messageOf } from '../shared/host/log.ts';
import { openEmailService } from '../shared/host/mail.ts';
import type { ServiceHost } from '../shared/host/service-host.ts';
import { billingService } from '../shared/services/billing.ts';
import { badRequest, maxBodyBytes, sendProblem } from '../shared/services/booking-api.ts';
import { openCardNetwork } from '../shared/services/card-network.ts';
import { checkThenSetTicketService } from '../shared/services/planted-ticket.ts';
import type { Service, ServiceRequest } from '../shared/services/service.ts';
import { ticketService } from '../shared/services/ticket.ts';
import { traceServing } from './call-trace.ts';
import type { RestPolicy } from './policy.ts';
import { callBodySchema, orderIdHeader, routes, type Route } from './routes.ts';

/** Wires one downstream service into its host. */
export async function startDownstream(
  host: ServiceHost,
  policy: RestPolicy,
  role: Route['role'],
): Promise<void> {
  const { config, log } = host;
  const pool = (url: string, name: string) => {
    const db = openDatabase(url, {
      maxConnections: 4,
      onError: (error) => log.warn('database connection lost', { error: messageOf(error) }),
    });
    host.onStop(name, () => db.end());
    return db;
  };
  const db = pool(config.SERVICE_DATABASE_URL, 'database');
  const service: Service =
    role === 'ticket'
      ? policy.seatCheck === 'locked'
        ? ticketService
        : checkThenSetTicketService
      : role === 'email'
        ? await openEmailService(host, db)
        : billingService(
            openCardNetwork(pool(required(config, 'CARD_NETWORK_DATABASE_URL'), 'card network')),
          );
  const execute = createBatcher((requests: ServiceRequest[]) => service(db, requests), {
    maxBatch: 64,
    concurrency: 2,
  });
  let inFlight = 0;
  host.gauge('inFlight', () => inFlight);

  const handle =
    (command: OrderCommand): RequestHandler =>
    async (req, res) => {
      try {
        const booking = callBodySchema.safeParse(req.body);
        if (!booking.success) {
          const issue = booking.error.issues[0];
          const field = issue?.path.join('.') ?? 'body';
          const detail = `${field}: ${issue?.message ?? 'invalid'}`;
          return sendProblem(res, 400, 'invalid-request', detail);
        }
        // Without a key every request is a new effect: that is what plain callers get.
        const idempotencyKey = req.get('idempotency-key') ?? randomUUID();
        const answer = await execute({ command, booking: booking.data, idempotencyKey });
        if (answer.type !== 'unavailable') return void res.json(answer);
        log.warn('request failed', { orderId: booking.data.orderId, error: answer.reason });
        res.set('Retry-After', '1');
        sendProblem(res, 503, 'unavailable', answer.reason);
      } finally {
        inFlight--;
      }
    };

  const disturb = host.chaos.middleware({
    target: role,
    key: (req) => req.get(orderIdHeader) ?? '',
  });
  /** Counts work until it has ended, not until its caller has gone: what is held back may still take effect. */
  const disturbed: RequestHandler = async (req, res, next) => {
    let goesOn = false;
    inFlight++;
    try {
      await disturb(req, res, () => {
        goesOn = true;
        next();
      });
    } finally {
      if (!goesOn) inFlight--;
    }
  };

  for (const type of commandTypes) {
    const route = routes[type];
    if (route.role !== role) continue;
    host.app.post(
      route.path,
      ...(host.trace ? [traceServing(host.trace, role, type)] : []),
      // Read before anything is held back: a service does its work even if nobody waits for the answer any more.
      express.json({ limit: maxBodyBytes }),
      disturbed,
      handle({ type }),
    );
  }
  host.app.use(badRequest);
}

const commandTypes = [
  'reserve-tickets',
  'release-tickets',
  'charge-card',
  'void-charge',
  'send-confirmation',
] as const satisfies OrderCommand['type'][];
