// The process around a service: HTTP and admin ports, health, faults, graceful stop.
import { createServer, type Server, type ServerResponse } from 'node:http';
import {
  createChaos,
  createControlHandler,
  parseFaults,
  type Chaos,
  type HandlerFault,
} from 'chaos-monkey-lite';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { sendProblem } from '../services/booking-api.ts';
import { ConfigError, type ServiceConfig } from './config.ts';
import { createLog, messageOf, type Log } from './log.ts';
import { openTrace, type Trace } from './trace-writer.ts';

/** What a service gets from its host. */
export type ServiceHost = {
  config: ServiceConfig;
  log: Log;
  chaos: Chaos;
  /** Notes a span down. Absent when nobody wants to know: call it as `trace?.(…)`, which then costs nothing. */
  trace: Trace | undefined;
  /** Routes of the service's HTTP port. */
  app: Express;
  /** Numbers shown at `GET /gauges` on the admin port. */
  gauge(name: string, read: () => number | string): void;
  /** Run on SIGTERM after the HTTP port has finished its requests, last registered first. */
  onStop(name: string, stop: () => Promise<void>): void;
  /** Listens on both ports; `readyz` answers 200 from now on. */
  listen(): Promise<void>;
};

const stopDeadlineMs = 8_000;

/** Creates the host of this process's one service. */
export function createServiceHost(config: ServiceConfig): ServiceHost {
  const log = createLog(config.SERVICE_ROLE, config.LOG_LEVEL);
  const chaos = createChaos({ seed: config.CHAOS_SEED });
  if (config.CHAOS_FAULTS) chaos.set(standingFaults(config.CHAOS_FAULTS));
  const app = express();
  app.disable('x-powered-by').disable('etag');
  const gauges = new Map<string, () => number | string>();
  const stops: { name: string; stop: () => Promise<void> }[] = [];
  let ready = false;
  const trace = traceOf(config, log);
  const control = createControlHandler({ chaos, token: config.SERVICE_ADMIN_TOKEN });

  const admin = createServer((req, res) => {
    if (control(req, res)) return;
    if (req.url === '/healthz') return json(res, 200, { status: 'ok' });
    if (req.url === '/readyz') return json(res, ready ? 200 : 503, { ready });
    if (req.url === '/gauges')
      return json(res, 200, Object.fromEntries([...gauges].map(([name, read]) => [name, read()])));
    json(res, 404, { status: 404, code: 'not-found', detail: `no ${req.url ?? '/'} here` });
  });
  const http = createServer(app);
  for (const server of [admin, http]) {
    // An idle connection closed under a caller's request looks like a failure: keep them long (DESIGN §12).
    server.keepAliveTimeout = 120_000;
    server.headersTimeout = 125_000;
  }

  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    ready = false;
    log.info('stopping', { why });
    const timer = setTimeout(() => {
      log.error('could not stop in time', { deadlineMs: stopDeadlineMs });
      process.exit(1);
    }, stopDeadlineMs);
    timer.unref();
    await close(http);
    for (const { name, stop: stopOne } of stops.toReversed())
      await stopOne().catch((error: unknown) =>
        log.error('stop failed', { part: name, error: messageOf(error) }),
      );
    await close(admin);
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  // The terminal sends Ctrl-C to the whole group; the harness decides when its services stop.
  process.on('SIGINT', () => undefined);
  if (process.env['SERVICE_PARENT_PIPE'] === '1') {
    // The harness holds the other end: if it dies, even by SIGKILL, nobody is left to stop us.
    process.stdin
      .on('end', () => void stop('parent gone'))
      .on('error', () => void stop('parent gone'));
    process.stdin.resume();
  }

  return {
    config,
    log,
    chaos,
    trace,
    app,
    gauge: (name, read) => void gauges.set(name, read),
    onStop: (name, stopOne) => void stops.push({ name, stop: stopOne }),
    listen: async () => {
      app.get('/healthz', (_req, res) => void res.json({ status: 'ok' }));
      app.get('/readyz', (_req, res) => void res.status(ready ? 200 : 503).json({ ready }));
      app.use((req, res) =>
        sendProblem(res, 404, 'not-found', `no ${req.method} ${req.path} here`),
      );
      app.use(internalError(log));
      await bind(http, config.SERVICE_HOST, config.SERVICE_PORT);
      await bind(admin, config.SERVICE_HOST, config.SERVICE_ADMIN_PORT);
      ready = true;
      log.info('ready', { port: config.SERVICE_PORT, profile: config.SERVICE_PROFILE });
    },
  };
}

function traceOf({ TRACE_FILE, TRACE_PREFIX }: ServiceConfig, log: Log): Trace | undefined {
  if (TRACE_FILE === undefined) return undefined;
  const trace = openTrace(TRACE_FILE, (why) => log.warn('tracing has stopped', { why }));
  if (TRACE_PREFIX === undefined) return trace;
  return (span) => {
    if (span.orderId.startsWith(TRACE_PREFIX)) trace(span);
  };
}

function standingFaults(text: string): HandlerFault[] {
  try {
    return parseFaults(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`environment variable CHAOS_FAULTS: ${messageOf(cause)}`, { cause });
  }
}

function internalError(log: Log): ErrorRequestHandler {
  return (error, req, res, next) => {
    log.error('request failed', { path: req.path, error: messageOf(error) });
    if (res.headersSent) return next(error);
    sendProblem(res, 500, 'internal-error', 'the request failed; the log of the service says why');
  };
}

function json(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(new Error(`cannot listen on ${host}:${port}: ${cause.message}`, { cause })),
    );
    server.listen(port, host, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) return resolve();
    // A connection that is busy now becomes idle with its answer, and would then be kept for minutes.
    const timer = setInterval(() => server.closeIdleConnections(), 20);
    server.close(() => {
      clearInterval(timer);
      resolve();
    });
  });
}
