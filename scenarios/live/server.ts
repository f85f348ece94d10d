// The live server: one page, one stream of events, and the few requests that change something. Loopback only.
import { createServer, type Server } from 'node:http';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import { EnvironmentError } from '../../shared/infra/environment-error.ts';
import type { RunResult } from '../../shared/run-result.ts';
import { badRequest, bookingSchema, sendProblem } from '../../shared/services/booking-api.ts';
import { liveJourney } from '../../reports/live/live-journey.ts';
import { livePage, type LiveAsset } from '../../reports/live/live-page.ts';
import { maxRatePerSecond, type LiveHost } from './arguments.ts';
import { byHandPrefix } from './by-hand.ts';
import { eventStream } from './event-stream.ts';
import { ButtonError } from './fault-board.ts';
import { guard } from './guard.ts';
import type { Session } from './session.ts';

const rateSchema = z.strictObject({ perSecond: z.number().min(0).max(maxRatePerSecond) });
const pressSchema = z.strictObject({ on: z.boolean() });
const orderIdSchema = z.uuid();

/** What the server needs. */
export type LiveServerOptions = {
  session: Session;
  token: string;
  /** Undefined: `usualPort`, or a free one when that is taken. */
  port: number | undefined;
  /** Where it listens; this machine only when absent. */
  host?: LiveHost;
  /** Keeps a report and says where: a path below `/reports/`. */
  keepReport: (result: RunResult) => Promise<string>;
  /** The folder whose reports `/reports/` shows. */
  reportsDir: string;
};

/** A server that listens. */
export type LiveServer = { port: number; close(): Promise<void> };

const usualPort = 4400;

/** Starts the server; rejects when the port that was asked for cannot be had. */
export async function startLiveServer(options: LiveServerOptions): Promise<LiveServer> {
  let port = 0;
  const stream = eventStream(options.session.log);
  const server = createServer(liveApp(options, () => port, stream.handler));
  try {
    await listen(server, options.port ?? usualPort, options.host);
  } catch (error) {
    if (options.port !== undefined) throw error;
    await listen(server, 0, options.host);
  }
  const address = server.address();
  port = typeof address === 'object' && address ? address.port : 0;
  return {
    port,
    close: async () => {
      stream.endAll();
      const closed = new Promise((resolve) => server.close(resolve));
      // A tab that stays open must not keep the process alive.
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Rejects with EnvironmentError when somebody listens on the port already: better said before everything is started. */
export async function checkPort(port: number): Promise<void> {
  const probe = createServer();
  await listen(probe, port);
  await new Promise((closed) => probe.close(closed));
}

function listen(server: Server, port: number, host: LiveHost = '127.0.0.1'): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: Error) =>
      reject(
        new EnvironmentError(
          `cannot listen on port ${port} (${cause.message}): choose another --port, or leave the option out`,
          { cause },
        ),
      );
    server.once('error', onError);
    server.listen(port, host, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

function liveApp(
  { session, token, keepReport, reportsDir }: LiveServerOptions,
  port: () => number,
  events: express.RequestHandler,
): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use(guard({ port, token }));
  app.use((_req, res, next) => {
    res.set({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    next();
  });
  const assets = livePage(session.contenders, { maxRatePerSecond, byHandPrefix });
  for (const [path, asset] of Object.entries(assets))
    app.get(path, (_req, res) => send(res, asset));
  app.get('/events', events);
  app.use('/reports', express.static(reportsDir, { index: 'index.html', dotfiles: 'ignore' }));
  const json = express.json({ limit: '16kb' });

  app.put('/rate', json, (req, res) => {
    const body = rateSchema.safeParse(req.body);
    if (!body.success) return refuse(res, body.error);
    session.setRate(body.data.perSecond);
    res.status(204).end();
  });
  app.put('/faults/:id', json, async (req, res) => {
    const body = pressSchema.safeParse(req.body);
    if (!body.success) return refuse(res, body.error);
    const { id } = req.params;
    await (body.data.on ? session.board.press(id) : session.board.release(id));
    res.status(204).end();
  });
  app.delete('/faults', async (_req, res) => {
    await session.board.releaseAll();
    res.status(204).end();
  });
  app.post('/reports', async (_req, res) => {
    const result = await session.record();
    res.status(201).json({ path: await keepReport(result), verdict: result.verdict });
  });
  app.post('/contenders/:name/bookings', json, async (req, res) => {
    const body = bookingSchema.safeParse(req.body);
    if (!body.success) return refuse(res, body.error);
    const reply = await session.book(req.params.name, body.data);
    if (reply === undefined) return sendProblem(res, 404, 'not-found', 'contender: not on stage');
    // In an envelope: what the contender's user saw must not be taken for an answer of this server.
    res.json(reply);
  });
  app.get('/contenders/:name/bookings/:id', async (req, res) => {
    const id = orderIdSchema.safeParse(req.params.id);
    if (!id.success) return sendProblem(res, 400, 'invalid-request', 'id: must be a UUID');
    const story = await session.story(req.params.name, id.data.toLowerCase());
    if (!story) return sendProblem(res, 404, 'not-found', 'no such order in the last minutes');
    res.json({ told: story.told, picture: liveJourney(story.example) });
  });
  app.use(badRequest);
  app.use((req, res) => sendProblem(res, 404, 'not-found', `no ${req.method} ${req.path} here`));
  app.use(failed);
  return app;
}

function send(res: express.Response, { type, body }: LiveAsset): void {
  res
    .set({
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    })
    .send(body);
}

function refuse(res: express.Response, { issues: [issue] }: z.ZodError): void {
  const field = issue?.path.join('.');
  const message = issue?.message ?? 'invalid';
  sendProblem(res, 400, 'invalid-request', field ? `${field}: ${message}` : message);
}

const failed: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof ButtonError) return sendProblem(res, 409, 'not-now', message);
  sendProblem(res, 500, 'internal-error', message);
};
