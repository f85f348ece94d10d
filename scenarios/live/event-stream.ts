// Server-sent events: one stream for everything, replayed to whoever comes late, and cut for whoever does not read.
import type { RequestHandler, Response } from 'express';
import { sendProblem } from '../../shared/services/booking-api.ts';
import type { EventLog, LiveEvent } from './event-log.ts';

const mostPages = 100;
const heartbeatMs = 15_000;
/** A page with this much unread is not reading; it is cut off and gets what it missed when it comes again. */
const mostUnreadBytes = 1024 * 1024;

/** The stream of a log, and a way to end all of them. */
export function eventStream(log: EventLog): { handler: RequestHandler; endAll(): void } {
  const pages = new Set<Response>();
  const handler: RequestHandler = (req, res) => {
    if (pages.size >= mostPages)
      return sendProblem(res, 503, 'too-many-pages', `${mostPages} pages are open already`);
    pages.add(res);
    res.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    const heard = Number(req.get('last-event-id') ?? 0);
    res.write('retry: 1000\n\n');
    for (const event of log.since(Number.isSafeInteger(heard) ? heard : 0)) res.write(frame(event));
    const stopListening = log.listen((event) => {
      if (res.writableLength > mostUnreadBytes) res.destroy();
      else res.write(frame(event));
    });
    const heartbeat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
    res.on('close', () => {
      clearInterval(heartbeat);
      stopListening();
      pages.delete(res);
    });
  };
  return {
    handler,
    endAll: () => {
      for (const page of pages) page.end();
    },
  };
}

function frame({ seq, kind, data }: LiveEvent): string {
  return `id: ${seq}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
