// A server that does nothing, as fast as Node can: what a load generator sees of it is its own doing.
import { createServer } from 'node:http';
import { z } from 'zod';
import { epochMs } from '../../shared/trace.ts';

const port = z.coerce.number().int().min(1).max(65_535).parse(process.argv[2]);
const body = JSON.stringify({ status: 'pending' });
const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };

/** Order id → epoch ms at which its request was here; only of callers that name their orders. */
let receipts: [orderId: string, atMs: number][] = [];

const server = createServer((req, res) => {
  const orderId = req.headers['idempotency-key'];
  if (typeof orderId === 'string') receipts.push([orderId, epochMs()]);
  req.resume();
  if (req.method === 'GET' && req.url === '/receipts') {
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(receipts));
    receipts = [];
    return;
  }
  res.writeHead(202, headers).end(body);
});
// A frozen server's callers wait in the kernel: as many as it lets us have.
server.listen({ port, host: '127.0.0.1', backlog: 65_535 });

// Whoever started this holds the other end; when they are gone, nobody needs us.
process.stdin.resume().on('end', () => process.exit(0));
process.on('SIGTERM', () => process.exit(0));
